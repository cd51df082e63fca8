import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { array, assert, asyncProperty, constantFrom, integer, nat, oneof, record, tuple } from "fast-check"
import type { Arbitrary } from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import type { Analysts } from "../../src/analysis-process/open-analyst.ts"
import type { Analysis } from "../../src/model/analysis.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

// FUZZ_RUNS=500 looks further, each time elsewhere; without it the same cases run in every run of the tests.
// oxlint-disable-next-line node/no-process-env -- how long to look is not a setting of ours
const asked = Number(process.env["FUZZ_RUNS"] ?? 0)
const runs = asked > 0 ? { numRuns: asked } : { numRuns: 8, seed: 20261124 }
// What never ends is left out and named, whatever the limits; on a busy machine short ones would name files that are only slow.
const timeoutMs = 1_200_000 + asked * 5_000
const limitMs = 600_000
const fileLimitMs = 60_000

const folder = join(import.meta.dirname, "../rules")
const fixtures = readdirSync(folder)
  .filter((name) => /\.(?:ts|js)$/.test(name))
  .toSorted()
  .map((name) => readFileSync(join(folder, name), "utf8"))

let analysts: Analysts
const troubles: string[] = []
beforeAll(() => {
  analysts = createAnalysts({ limitMs, fileLimitMs, memoryMb: 512, keepMs: 60_000, onTrouble: (message) => troubles.push(message) })
})
afterAll(() => analysts[Symbol.dispose]())

const hostile = [
  "\0",
  "\uFEFF",
  "\u2028",
  "\uD800",
  "\u202E",
  "\r",
  "#!/bin/sh\n",
  "<!--",
  "/*",
  "*/",
  "`${",
  "}`",
  "\\u{110000}",
  "😀",
  "ſ",
  "\u0000\uFFFF",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "await ",
  "yield ",
  "import(",
  "export default ",
  "class{static{",
  "@a ",
  "enum A{",
  "=>",
  "?.",
  "...",
  "/[",
  "async ",
  "declare ",
  "type A=",
  "<T>",
  "</a>",
  "//# sourceMappingURL=",
  "'__proto__'",
  `"${"../".repeat(400)}"`,
  '"\\0"',
  '"."',
  '""',
  '"constructor"',
  '"./a.ts/"',
  '"#x"',
  '"@/*"',
  '"node:"',
  `"${"a/".repeat(2_000)}"`,
  `${"9".repeat(5_000)}n`,
  `0x${"f".repeat(9_000)}`,
  `1e${"9".repeat(400)}`,
  `\`${"long ".repeat(20_000)}\``,
  `"${"\\u0041".repeat(5_000)}"`,
  `/(${"a|".repeat(2_000)}b)*$/`,
  "[".repeat(900),
  "(".repeat(990),
  "if(a){}else ".repeat(3_000),
  "a+".repeat(9_000),
  "a.b(".repeat(300),
  ".c()".repeat(4_000),
  "[0]".repeat(4_000),
  "x=>".repeat(800),
  "!".repeat(900),
  "case 1:".repeat(3_000),
  "a,".repeat(9_000),
]

type Change = (tokens: readonly string[]) => string[]

const change: Arbitrary<Change> = oneof(
  tuple(nat(), nat(400)).map(
    ([at, count]): Change =>
      (tokens) =>
        tokens.toSpliced(at % (tokens.length + 1), count),
  ),
  tuple(nat(), nat(60), nat()).map(([at, count, to]): Change => (tokens) => {
    const from = at % (tokens.length + 1)
    return tokens.toSpliced(to % (tokens.length + 1), 0, ...tokens.slice(from, from + count))
  }),
  tuple(nat(), nat()).map(([a, b]): Change => (tokens) => {
    const swapped = [...tokens]
    const [left, right] = [a % (tokens.length || 1), b % (tokens.length || 1)]
    ;[swapped[left], swapped[right]] = [tokens[right] ?? "", tokens[left] ?? ""]
    return swapped
  }),
  tuple(nat(), constantFrom(...hostile)).map(
    ([at, text]): Change =>
      (tokens) =>
        tokens.toSpliced(at % (tokens.length + 1), 0, text),
  ),
)

const mutated: Arbitrary<string> = record({
  fixture: constantFrom(...fixtures),
  changes: array(change, { minLength: 1, maxLength: 6 }),
}).map(({ fixture, changes }) => changes.reduce<string[]>((tokens, each) => each(tokens), fixture.match(/\w+|\s+|[^\w\s]/g) ?? []).join(""))

const names = ["ts", "js", "tsx", "mjs", "cts", "jsx"]
const settings = [
  "",
  "{",
  "null",
  "[]",
  '"x"',
  "{}",
  '{"dependencies":[]}',
  '{"dependencies":{"express":1,"__proto__":"x","pg":{}}}',
  '{"name":7,"workspaces":{"a":1},"imports":{"#*":["./*",null]},"exports":[[[]]]}',
  '{"compilerOptions":{"paths":{"*":["*"],"@/*":["./*","../../*"],"**":[1,null]},"baseUrl":".."},"extends":"./tsconfig.json"}',
  '{"compilerOptions":null,"references":[{"path":"."}]}',
  '{"dependencies":{"express":"^5.1.0","mongoose":"^8.0.0","jsonwebtoken":"^9.0.0"}}',
]

const repository = record({
  files: array(tuple(mutated, integer({ min: 0, max: names.length - 1 })), { minLength: 20, maxLength: 20 }),
  manifest: constantFrom(...settings),
  compiler: constantFrom(...settings),
}).map(({ files, manifest, compiler }) => ({
  "package.json": manifest,
  "tsconfig.json": compiler,
  ...Object.fromEntries(files.map(([text, ending], index) => [`src/file-${index}.${names[ending]}`, text])),
}))

async function review(before: Record<string, string>, after: Record<string, string>): Promise<Analysis> {
  const base = aTree(before)
  const head = aTree(after)
  using analyst = analysts.open("fuzz")
  return await analyst.analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy }, new AbortController().signal)
}

function expectWhole({ coverage, findings }: Analysis, after: Record<string, string>): void {
  expect(coverage.files).toBe(Object.keys(after).length)
  const named = [...coverage.skipped, ...coverage.failed]
  expect(named.every(({ path, reason }) => path !== "" && reason !== "")).toBe(true)
  expect(coverage.reviewed + coverage.skipped.length + coverage.failed.filter(({ path }) => path in after).length).toBe(coverage.files)
  // A rule may give up on a file, but not because somebody wrote nonsense into it.
  expect(named.filter(({ reason }) => /rule [\w-]+ failed|Cannot read|is not a function|is not iterable/.test(reason))).toEqual([])
  for (const { startLine, endLine, title } of findings) expect(startLine > 0 && endLine >= startLine && title !== "").toBe(true)
}

test("gives a whole answer about every mutilated repository", { timeout: timeoutMs }, async () => {
  await assert(
    asyncProperty(repository, async (after) => {
      expectWhole(await review({}, after), after)
    }),
    { ...runs, endOnFailure: true },
  )
  // Nothing in this text kills the parser, so nothing had to be tried twice.
  expect(asked > 0 ? [] : troubles).toEqual([])
})

test("gives the same answer about a mutilated file as a change and as it was", { timeout: timeoutMs }, async () => {
  await assert(
    asyncProperty(mutated, async (text) => {
      const files = { "package.json": settings.at(-1) ?? "", "a.ts": text }
      const { findings, fixed } = await review(files, { ...files, "b.ts": "export const b = 1\n" })
      expect([...findings, ...fixed].filter(({ path }) => path === "a.ts")).toEqual([])
    }),
    { ...runs, endOnFailure: true },
  )
})

// Each of these passes the check before the parser, or did once, and most end the process of the parser.
const deadly: Readonly<Record<string, string>> = {
  "ifs.ts": `${"if(a)\n".repeat(100_000)}x`,
  "whiles.js": `${"while(a)\n".repeat(100_000)}x`,
  "arrays.ts": `type A = B${"[]".repeat(100_000)}`,
  "templates.js": `a${"``\n".repeat(100_000)}`,
  "brackets.ts": "[\n".repeat(100_000),
  "else.ts": `${"if(a);else\n".repeat(60_000)}x`,
  "operators.ts": `x=${"a+\n".repeat(100_000)}a`,
  "instances.js": `x=a${" instanceof\nb".repeat(60_000)}`,
  "errors.js": `x=a${" as b\n".repeat(100_000)}`,
  "quotes.js": `x=a${" as b".repeat(100_000)}`,
  "digits.js": `x=${"9".repeat(900_000)}`,
}

test("answers about files made to kill or block the parser, and names each", { timeout: 1_800_000 }, async () => {
  const all = Object.entries(deadly)
  for (let from = 0; from < all.length; from += 4) {
    const after = { "package.json": "{}", ...Object.fromEntries(all.slice(from, from + 4)), "fine.ts": "export const fine = 1\n" }
    const analysis = await review({}, after)
    expectWhole(analysis, after)
    const failed = new Set(analysis.coverage.failed.map(({ path }) => path))
    expect(failed.has("fine.ts")).toBe(false)
    for (const { path } of analysis.coverage.failed) expect(Object.keys(deadly)).toContain(path)
  }
})
