import { describe, expect, test } from "vitest"
import { wordsFrom } from "../../hygiene/secret-samples.ts"
import { fakeHead, toolBoxOver } from "./fake-head.ts"

const key = `sk_live_${wordsFrom(5)(24)}`
const repository = {
  "package.json": { text: '{ "name": "orders" }\n', isHere: true },
  "src/app.ts": { text: 'import { list } from "./orders.ts"\napp.get("/orders", list)\napp.post("/orders", create)\n', isHere: true },
  "src/orders.ts": { text: 'export function list() {\n  return db.query("SELECT 1") // \u202e\n}\n' },
  "src/pay.ts": { text: `const stripe = new Stripe("${key}")\n` },
  "docs/a\u202eb.md": { text: "# Orders\n" },
  latest: { text: "src/app.ts", mode: "120000" },
  "vendor/lib": { text: "", mode: "160000" },
  "dist/app.min.js": { text: `${"a".repeat(5_000)}orders\nsecond` },
}

describe("definitions", () => {
  test("are the same bytes for every review", () => {
    const bytes = () => JSON.stringify(toolBoxOver(fakeHead(repository)).definitions)
    expect(bytes()).toBe(bytes())
    expect(toolBoxOver(fakeHead({})).definitions.map(({ name }) => name)).toEqual(["Read", "Grep", "Glob", "Analysis"])
  })

  test("describe every input and refuse others", () => {
    for (const { inputSchema } of toolBoxOver(fakeHead({})).definitions)
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false, required: [expect.any(String)] })
  })
})

describe("Read", () => {
  test("gives numbered lines, marked as data", async () => {
    const { answer, isError } = await toolBoxOver(fakeHead(repository)).ask("Read", { path: "src/app.ts", startLine: 2, endLine: 2 })
    expect(isError).toBe(false)
    expect(answer).toEqual({
      untrusted: true,
      tool: "Read",
      path: "src/app.ts",
      startLine: 2,
      endLine: 2,
      totalLines: 4,
      isCut: false,
      text: '2| app.get("/orders", list)',
    })
  })

  test("asks for a file that was not read yet once, however often it is wanted", async () => {
    const head = fakeHead(repository)
    const box = toolBoxOver(head)
    const [first, second] = [
      await box.ask("Read", { path: "src/orders.ts" }),
      await box.ask("Read", { startLine: 1, path: "src/orders.ts" }),
    ]
    expect(first.answer["text"]).toBe(second.answer["text"])
    expect(head.asked).toEqual(["src/orders.ts"])
  })

  test("masks secrets and shows what cannot be seen", async () => {
    const box = toolBoxOver(fakeHead(repository))
    expect((await box.ask("Read", { path: "src/pay.ts" })).answer["text"]).toMatch(
      /^1\| const stripe = new Stripe\("\[SECRET:stripe-key:[0-9a-f]{6}\]"\)/,
    )
    expect((await box.ask("Read", { path: "src/orders.ts" })).answer["text"]).toContain(String.raw`// \u{202E}`)
  })

  test("takes a name with invisible characters as it was shown", async () => {
    const box = toolBoxOver(fakeHead(repository))
    const shown = (await box.ask("Glob", { pattern: "docs/*" })).answer["paths"] as string[]
    expect(shown).toEqual([String.raw`docs/a\u{202E}b.md`])
    expect((await box.ask("Read", { path: shown[0] })).answer["text"]).toBe("1| # Orders\n2| ")
  })

  test("cuts long files and long lines and says so", async () => {
    const box = toolBoxOver(
      fakeHead({
        long: { text: Array.from({ length: 1_000 }, (_, index) => `line ${index + 1}`).join("\n") },
        wide: { text: "x".repeat(9_000) },
        both: { text: Array.from({ length: 300 }, () => "y".repeat(900)).join("\n") },
      }),
    )
    expect((await box.ask("Read", { path: "long" })).answer).toMatchObject({ endLine: 400, totalLines: 1_000, isCut: true })
    expect((await box.ask("Read", { path: "long", startLine: 990 })).answer).toMatchObject({ endLine: 1_000, isCut: false })
    expect((await box.ask("Read", { path: "wide" })).text.length).toBeLessThan(1_500)
    expect((await box.ask("Read", { path: "both" })).text.length).toBeLessThan(35_000)
  })
})

describe("Grep", () => {
  test("finds lines in what is here and what has to be read, in the order of the tree", async () => {
    const { answer } = await toolBoxOver(fakeHead(repository)).ask("Grep", { pattern: String.raw`app\.(get|post)|SELECT`, glob: "**/*.ts" })
    expect(answer).toMatchObject({ total: 3, filesWithMatches: 2, isCut: false })
    expect(answer["matches"]).toEqual([
      { path: "src/app.ts", line: 2, text: '2| app.get("/orders", list)' },
      { path: "src/app.ts", line: 3, text: '3| app.post("/orders", create)' },
      { path: "src/orders.ts", line: 2, text: String.raw`2|   return db.query("SELECT 1") // \u{202E}` },
    ])
  })

  test("shows lines around a match where asked to", async () => {
    const { answer } = await toolBoxOver(fakeHead(repository)).ask("Grep", { pattern: "app.get", path: "src", context: 1 })
    expect((answer["matches"] as { text: string }[])[0]!.text.split("\n")).toHaveLength(3)
  })

  test("tells nothing of a secret, not even whether it begins like that", async () => {
    const box = toolBoxOver(fakeHead(repository))
    for (const pattern of [key, key.slice(0, 12), key.slice(7), "sk_live_[A-Za-z0-9]"])
      expect((await box.ask("Grep", { pattern })).answer).toMatchObject({ matches: [], total: 0 })
  })

  test("stays in one file or folder", async () => {
    const box = toolBoxOver(fakeHead(repository))
    expect((await box.ask("Grep", { pattern: "orders", path: "package.json" })).answer).toMatchObject({ total: 1, searchedFiles: 1 })
    expect((await box.ask("Grep", { pattern: "orders", path: "src" })).answer).toMatchObject({ searchedFiles: 3 })
  })

  test("counts what it does not show", async () => {
    const text = "match\n".repeat(500)
    const { answer } = await toolBoxOver(
      fakeHead(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}.ts`, { text }]))),
    ).ask("Grep", { pattern: "^match$" })
    expect(answer["matches"]).toHaveLength(60)
    expect(answer).toMatchObject({ isCut: true, filesWithMatches: 60, total: 30_000 })
  })

  test("never reads links and submodules", async () => {
    const head = fakeHead(repository)
    await toolBoxOver(head).ask("Grep", { pattern: "." })
    expect([...new Set(head.asked)].toSorted()).toEqual(["dist/app.min.js", "docs/a\u202eb.md", "src/orders.ts", "src/pay.ts"])
  })
})

describe("Glob", () => {
  test.each([
    ["**/*.ts", ["src/app.ts", "src/orders.ts", "src/pay.ts"]],
    ["*.ts", ["src/app.ts", "src/orders.ts", "src/pay.ts"]],
    ["src/{app,pay}.*", ["src/app.ts", "src/pay.ts"]],
    ["/src/a??.[jt]s", ["src/app.ts"]],
    ["latest", ["latest (symlink, cannot be read)"]],
    ["vendor/*", ["vendor/lib (submodule, cannot be read)"]],
    ["(a+)+$", []],
  ])("lists %s", async (pattern, expected) => {
    const { answer } = await toolBoxOver(fakeHead(repository)).ask("Glob", { pattern })
    expect(answer["paths"]).toEqual(expected)
  })
})

describe("Analysis", () => {
  test.each([
    [{ question: "routes" }, { kind: "routes", path: null }],
    [
      { question: "routes", path: "src/app.ts" },
      { kind: "routes", path: "src/app.ts" },
    ],
    [
      { question: "callers", path: "src/orders.ts", symbol: "list" },
      { kind: "callers", path: "src/orders.ts", symbol: "list" },
    ],
    [
      { question: "tests", path: "src/orders.ts" },
      { kind: "tests", path: "src/orders.ts", symbol: null },
    ],
    [
      { question: "flows", path: "src/app.ts", line: 2 },
      { kind: "flows", path: "src/app.ts", line: 2 },
    ],
    [
      { question: "symbols", path: "src/app.ts", line: 2, endLine: 3 },
      { kind: "symbols", path: "src/app.ts", ranges: [{ startLine: 2, endLine: 3 }] },
    ],
  ])("asks %j", async (input, question) => {
    const head = fakeHead(repository, {
      kind: "callers",
      items: [{ path: "src/pay.ts", line: 1, symbol: "", text: `charge("${key}")` }],
      isCut: false,
    })
    const { text, isError } = await toolBoxOver(head).ask("Analysis", input)
    expect(head.questions).toEqual([question])
    expect(isError).toBe(false)
    expect(text).not.toContain(key)
  })

  test.each([
    [{ question: "callers", path: "src/app.ts" }],
    [{ question: "tests" }],
    [{ question: "flows", path: "src/app.ts" }],
    [{ question: "verdict" }],
  ])("refuses %j without asking", async (input) => {
    const head = fakeHead(repository)
    expect((await toolBoxOver(head).ask("Analysis", input)).isError).toBe(true)
    expect(head.questions).toEqual([])
  })
})

describe("limits", () => {
  test("an answer that does not come is an error, not a wait", async () => {
    const head = fakeHead(repository)
    const never = { ...head, reader: { ...head.reader, read: () => new Promise<never>(() => undefined) } }
    expect(await toolBoxOver(never, { answerMs: 20 }).ask("Read", { path: "src/orders.ts" })).toMatchObject({
      isError: true,
      answer: { error: expect.stringContaining("too long") },
    })
  })

  test("a reader that fails is an error without its words", async () => {
    const head = fakeHead(repository)
    const broken = { ...head, reader: { ...head.reader, read: () => Promise.reject(new Error("/var/lib/expert: token ghs_x")) } }
    expect((await toolBoxOver(broken).ask("Read", { path: "src/orders.ts" })).answer).toEqual({ error: "the tool failed" })
  })

  test("a review that read enough is told to answer", async () => {
    const box = toolBoxOver(fakeHead(repository), { allCharacters: 100 })
    await box.ask("Read", { path: "src/app.ts" })
    expect((await box.ask("Read", { path: "package.json" })).answer["error"]).toContain("answer with what you know")
  })

  test("a stopped review gets an answer, too", async () => {
    const { text, isError } = await toolBoxOver(fakeHead(repository)).call("Read", { path: "src/orders.ts" }, AbortSignal.abort())
    expect([isError, text]).toEqual([true, '{"error":"the review was stopped"}'])
  })
})
