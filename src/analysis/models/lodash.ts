import type { Passage, TechnologyModel } from "./model.ts"

// What comes out holds what went in, as it was.
const KEEPS_FIRST = (
  "at castArray chunk clone cloneDeep compact concat defaultTo difference differenceBy drop dropRight dropWhile entries filter first flatten " +
  "flattenDeep fromPairs get groupBy head initial intersection invert keyBy last mapKeys mapValues nth omit omitBy orderBy pick pickBy reject " +
  "result reverse sample shuffle slice sortBy tail take takeRight toArray toPairs toPlainObject union uniq uniqBy values valuesIn without zipObject"
).split(" ")
const KEEPS_ALL = ["assign", "assignIn", "defaults", "defaultsDeep", "extend", "merge", "zip"]
// What comes out is a text, whatever went in.
const MAKES_TEXT =
  "join keys lowerCase lowerFirst padEnd padStart repeat replace split toLower toString toUpper trim trimEnd trimStart truncate upperCase".split(
    " ",
  )
// Names of letters and digits only.
const MAKES_NAME = [
  "camelCase",
  "kebabCase",
  "snakeCase",
  "words",
  "size",
  "toInteger",
  "toNumber",
  "toSafeInteger",
  "parseInt",
  "clamp",
  "sum",
]

const passages: readonly Passage[] = [
  ...KEEPS_FIRST.map((name) => ({ call: `lodash.${name}`, from: [0], drops: [], reads: "fields" }) as const),
  ...KEEPS_ALL.map((name) => ({ call: `lodash.${name}`, from: "all", drops: [], reads: "fields" }) as const),
  ...MAKES_TEXT.map((name) => ({ call: `lodash.${name}`, from: [0], drops: ["shape"] }) as const),
  ...MAKES_NAME.map((name) => ({ call: `lodash.${name}`, from: "all", drops: ["string", "shape", "host", "path"] }) as const),
]

/** What lodash and its likes do with data; those that run a function are followed like the methods of lists. */
export const lodash: TechnologyModel = {
  technology: "Lodash",
  packages: ["lodash", "lodash-es", "underscore"],
  same: [
    { from: "lodash-es", to: "lodash" },
    { from: "underscore", to: "lodash" },
    ...[...KEEPS_FIRST, ...KEEPS_ALL, ...MAKES_TEXT, ...MAKES_NAME].map((name) => ({ from: `lodash/${name}`, to: `lodash.${name}` })),
  ],
  passages,
}
