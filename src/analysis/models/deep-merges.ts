import type { Sink, TechnologyModel } from "./model.ts"

const MERGES = [
  "lodash.merge",
  "lodash.mergeWith",
  "lodash.defaultsDeep",
  "lodash.merge.merge",
  "lodash.mergewith",
  "lodash.defaultsdeep",
  "deepmerge",
  "merge",
  "merge.recursive",
  "merge-deep",
  "merge-recursive",
  "merge-recursive.recursive",
  "merge-options",
  "deep-extend",
  "defaults-deep",
  "assign-deep",
  "mixin-deep",
  "extend",
  "just-extend",
  "node.extend",
  "jquery.extend",
  "hoek.merge",
  "hoek.applyToDefaults",
  "deap.merge",
  "deap.extend",
  "webpack-merge",
  "flat.unflatten",
  "@hapi/hoek.merge",
]

const SETTERS = [
  "lodash.set",
  "lodash.setWith",
  "lodash.set.set",
  "lodash.zipObjectDeep",
  "set-value",
  "object-path.set",
  "dot-prop.set",
  "dot-prop.setProperty",
  "dottie.set",
  "dot-object.str",
  "dset",
]

/** Packages that copy objects into objects key by key, and those that set a property by a path. */
export const deepMerges: TechnologyModel = {
  technology: "a deep merge",
  packages: ["deepmerge"],
  sinks: [
    ...MERGES.map((call): Sink => ({ call, kind: "merge", arguments: "all", properties: ["*"], needs: "shape" })),
    ...SETTERS.map((call): Sink => ({ call, kind: "merge", arguments: [1], needs: "string" })),
  ],
}
