import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fakeHead, toolBoxOver } from "./fake-head.ts"

const files = {
  "src/app.ts": { text: "app.get('/orders')\n" },
  "src/__proto__": { text: "polluted\n" },
  link: { text: "/etc/passwd", mode: "120000" },
  "src/link-to-link": { text: "../link", mode: "120000" },
  module: { text: "", mode: "160000" },
  "huge.bin": { text: "x".repeat(2_500_000) },
}

const outside = [
  "/etc/passwd",
  "/proc/self/environ",
  "/proc/1/environ",
  "/proc/self/fd/0",
  "/proc/self/mem",
  "/dev/zero",
  "/dev/stdin",
  "/sys/kernel",
  "/work",
  "/",
  "C:\\Windows\\win.ini",
  "\\\\host\\share",
  "file:///etc/passwd",
  "http://169.254.169.254/latest/meta-data",
  "~/.ssh/id_rsa",
  "$HOME/.npmrc",
  "`id`",
  "$(id)",
  ".git/config",
  ".git/HEAD",
  "src/.git/config",
  ".GIT/config",
  ".git",
  "module",
  "module/file",
  "link",
  "link/passwd",
  "src/link-to-link",
  "src/link-to-link/passwd",
  "src",
  "src/",
  "",
  ".",
  "..",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "huge.bin",
  "SRC/APP.TS",
  "src//app.ts",
  "src/app.ts/",
  "src/app.ts ",
  " src/app.ts",
  "src/app.ts\n",
  "src/app.ts\0",
  "\0",
  "src\\app.ts",
  "./src/app.ts",
  "src/./app.ts",
  "src/app.ts?x",
  "src/app.ts#L1",
  "src/app.ts:1",
  "CON",
  "nul",
  "x".repeat(5_000),
  "é".repeat(4_000),
  "\ud800",
  "src/%61pp.ts",
  "src/app%2ets",
]
const climbs = [
  "../",
  "../../",
  "../../../../../../../",
  "src/../../",
  "src/../../../../",
  "./../",
  "..\\",
  "..\\..\\",
  "%2e%2e/",
  "..%2f",
  "....//",
  "..;/",
  "\u2025/",
  "..\0/",
  "src/link/../../",
]
const targets = [
  "etc/passwd",
  "proc/self/environ",
  "etc/shadow",
  ".git/config",
  "root/.ssh/id_rsa",
  "var/run/secrets/token",
  "app/.env",
  "src/app.ts",
]
const paths = [...outside, ...climbs.flatMap((climb) => targets.map((target) => climb + target))]

const wrongInputs: readonly unknown[] = [
  null,
  undefined,
  0,
  "src/app.ts",
  true,
  [],
  ["src/app.ts"],
  {},
  { path: null },
  { path: 1 },
  { path: {} },
  { path: ["src/app.ts"] },
  { path: "src/app.ts", extra: 1 },
  JSON.parse('{"__proto__":{"path":"src/app.ts"}}'),
  { path: "src/app.ts", startLine: 0 },
  { path: "src/app.ts", startLine: -1 },
  { path: "src/app.ts", startLine: 1.5 },
  { path: "src/app.ts", startLine: Number.NaN },
  { path: "src/app.ts", startLine: 1e308 },
  { path: "src/app.ts", startLine: "1" },
  { path: "src/app.ts", startLine: 5, endLine: 1 },
  { path: "src/app.ts", startLine: 9_999_999 },
  { pattern: "" },
  { pattern: "(" },
  { pattern: "(?=a)" },
  { pattern: "(?<!a)b" },
  { pattern: String.raw`(a)\1` },
  { pattern: "a{2000}" },
  { pattern: "((a{1,100}){1,100}){1,100}" },
  { pattern: "[" },
  { pattern: "x".repeat(401) },
  { pattern: "a", context: 1_000 },
  { pattern: "a", glob: "" },
  { pattern: "a", glob: "x".repeat(301) },
  { pattern: "a", glob: "{" },
  { pattern: 1 },
  { pattern: ["a"] },
  { question: "" },
  { question: "shell", path: "src/app.ts" },
  { question: "callers" },
  { question: "flows", path: "src/app.ts", line: 0 },
]

const asks: readonly (readonly [tool: string, (path: string) => unknown])[] = [
  ["Read", (path) => ({ path })],
  ["Grep", (path) => ({ pattern: "root|app", path })],
  ["Analysis", (path) => ({ question: "tests", path })],
]

/** Tools that may have an answer for an input: a folder can be searched, and what is no path is no path. */
const mayAnswer = (tool: string, path: string) =>
  (tool === "Grep" && (path === "src" || path === "src/" || path === "huge.bin")) || (tool === "Analysis" && path === "huge.bin")

const cases = [
  ...asks.flatMap(([tool, toInput]) => paths.filter((path) => !mayAnswer(tool, path)).map((path) => ({ tool, input: toInput(path) }))),
  ...["Read", "Grep", "Glob", "Analysis", "Bash", "constructor"].flatMap((tool) => wrongInputs.map((input) => ({ tool, input }))),
].filter(({ tool, input }) => !isFair(tool, input))

// The list of wrong inputs is asked of every tool; some are right for one of them.
function isFair(tool: string, input: unknown): boolean {
  const pattern =
    typeof input === "object" && input !== null && "pattern" in input && typeof input.pattern === "string" ? input.pattern : null
  if (tool !== "Glob" || pattern === null || Object.keys(input as object).length > 1) return false
  return pattern.length > 0 && pattern.length <= 300
}

test("there are enough of them", () => {
  expect(cases.length).toBeGreaterThan(500)
})

describe("a hostile input", () => {
  test.each(cases)(
    "$tool $input is refused and reads nothing outside the head",
    async ({ tool, input }) => {
      const head = fakeHead(files, { kind: "tests", items: [], isCut: false })
      const { isError, answer } = await toolBoxOver(head).ask(tool, input)
      expect(isError).toBe(true)
      expect(Object.keys(answer)).toEqual(["error"])
      expect(head.questions).toEqual([])
      for (const path of head.asked) expect(["huge.bin", "src/app.ts"]).toContain(path)
    },
    // The time an answer may take.
    2_000,
  )
})

test("whatever is asked, only files of the head are read", async () => {
  const anything = fc.record(
    {
      path: fc.oneof(fc.constantFrom(...paths), fc.string({ unit: "binary" })),
      pattern: fc.string(),
      glob: fc.string(),
      question: fc.constantFrom("routes", "tests", "flows"),
      startLine: fc.integer(),
      line: fc.integer(),
      context: fc.integer(),
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("Read", "Grep", "Glob", "Analysis"), anything, async (tool, input) => {
      const head = fakeHead({ "src/app.ts": files["src/app.ts"], link: files.link, module: files.module })
      await toolBoxOver(head).ask(tool, input)
      expect(head.asked.filter((path) => path !== "src/app.ts")).toEqual([])
      for (const question of head.questions) if ("path" in question && question.path !== null) expect(question.path).toBe("src/app.ts")
    }),
    { numRuns: Number(process.env["FUZZ_RUNS"] ?? 500) },
  )
})

describe("a pattern that would never end elsewhere", () => {
  const text = `${"a".repeat(1_900)}!\n`.repeat(1_000)
  test.each([
    "(a+)+$",
    "(a|a)*b",
    "(a*)*(a*)*(a*)*b",
    "(.*)(.*)(.*)(.*)(.*)z",
    "(a|aa)+$",
    "a{1,30}a{1,30}a{1,30}b",
    "([a-z]+)*9",
    "(x+x+)+y",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    String.raw`(\w+\s?)*$x`,
  ])(
    "is answered: %s",
    async (pattern) => {
      const box = toolBoxOver(fakeHead({ "a.txt": { text, isHere: true } }))
      expect((await box.ask("Grep", { pattern })).isError).toBe(false)
      expect((await box.ask("Glob", { pattern: pattern.slice(0, 300) })).text.length).toBeGreaterThan(0)
    },
    4_000,
  )
})
