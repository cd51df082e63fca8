import { lutimesSync, mkdirSync, symlinkSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { ChangedFile } from "../../src/model/diff.ts"
import { RetryableError, SupersededError, UserError } from "../../src/errors.ts"
import { type Files, servePullRequest } from "./served-pull-request.ts"

const submodule = "1".repeat(40)
const ten = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join("")

/** One line per file: status, kind, paths, modes, and the marked lines of the hunks. */
function summarize(files: readonly ChangedFile[]): string[] {
  return files.map((file) => {
    const path = file.oldPath === null || file.oldPath === file.path ? file.path : `${file.oldPath} -> ${file.path}`
    const marks = { added: "+", deleted: "-", context: " " }
    const lines = file.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind !== "context")
    return [
      file.status,
      file.kind,
      path,
      `${file.oldMode}-${file.newMode}`,
      ...lines.map((line) => `${marks[line.kind]}${line.oldLine ?? line.newLine}:${line.text}`),
    ].join("|")
  })
}

const cases: readonly { name: string; before: Files; after: Files; expected: readonly string[] }[] = [
  { name: "an edit", before: { a: "1\n2\n" }, after: { a: "1\n3\n" }, expected: ["modified|text|a|100644-100644|-2:2|+2:3"] },
  { name: "an addition", before: { z: "" }, after: { z: "", a: "1\n" }, expected: ["added|text|a|000000-100644|+1:1"] },
  { name: "a deletion", before: { z: "", a: "1\n" }, after: { z: "" }, expected: ["deleted|text|a|100644-000000|-1:1"] },
  { name: "a pure rename", before: { a: ten }, after: { "b/c": ten }, expected: ["renamed|text|a -> b/c|100644-100644"] },
  {
    name: "a rename with an edit",
    before: { a: ten },
    after: { b: `${ten}more\n` },
    expected: ["renamed|text|a -> b|100644-100644|+11:more"],
  },
  { name: "a change of mode alone", before: { a: ten }, after: { a: { executable: ten } }, expected: ["modified|text|a|100644-100755"] },
  {
    name: "a new symbolic link",
    before: { a: "1\n" },
    after: { a: "1\n", l: { link: "/etc/passwd" } },
    expected: ["added|symlink|l|000000-120000|+1:/etc/passwd"],
  },
  {
    name: "a file that becomes a symbolic link",
    before: { a: "1\n" },
    after: { a: { link: "b" } },
    expected: ["type-changed|symlink|a|100644-120000|-1:1|+1:b"],
  },
  { name: "a new submodule", before: { a: "1\n" }, after: { a: "1\n", s: { submodule } }, expected: ["added|submodule|s|000000-160000"] },
  {
    name: "a moved submodule pointer",
    before: { s: { submodule } },
    after: { s: { submodule: "2".repeat(40) } },
    expected: ["modified|submodule|s|160000-160000"],
  },
  {
    name: "a submodule that becomes a file",
    before: { s: { submodule } },
    after: { s: "1\n" },
    expected: ["type-changed|text|s|160000-100644|+1:1"],
  },
  { name: "a binary file", before: { z: "" }, after: { z: "", a: Buffer.from([1, 0, 2]) }, expected: ["added|binary|a|000000-100644"] },
  {
    name: "a binary file that becomes text",
    before: { a: Buffer.from([1, 0, 2]) },
    after: { a: "1\n" },
    expected: ["modified|binary|a|100644-100644"],
  },
  { name: "a new empty file", before: { z: "x" }, after: { z: "x", a: "" }, expected: ["added|text|a|000000-100644"] },
  { name: "no newline at the end", before: { a: "1" }, after: { a: "1\n" }, expected: ["modified|text|a|100644-100644|-1:1|+1:1"] },
  {
    name: "carriage returns",
    before: { a: "1\r\n2\r\n" },
    after: { a: "1\r\n3\r\n" },
    expected: ["modified|text|a|100644-100644|-2:2\r|+2:3\r"],
  },
  {
    name: "a lone carriage return and other line separators",
    before: { a: "1\n" },
    after: { a: "1\r2\u20283\f4\n" },
    expected: ["modified|text|a|100644-100644|-1:1|+1:1\r2\u20283\f4"],
  },
  {
    name: "bytes that are not UTF-8",
    before: { a: "1\n" },
    after: { a: Buffer.from([0xe9, 10]) },
    expected: ["modified|text|a|100644-100644|-1:1|+1:\ufffd"],
  },
  {
    name: "paths with spaces, quotes, tabs, line breaks, backslashes and letters of all kinds",
    before: { z: "" },
    after: {
      z: "",
      "a b": "1\n",
      'c"d': "1\n",
      "e\tf": "1\n",
      "g\nh": "1\n",
      "i\\j": "1\n",
      "ü/日本": "1\n",
      "-p": "1\n",
      ":(top)x": "1\n",
    },
    expected: ["-p", ":(top)x", "a b", 'c"d', "e\tf", "g\nh", "i\\j", "ü/日本"].map((path) => `added|text|${path}|000000-100644|+1:1`),
  },
  {
    name: "contents that look like a patch",
    before: { a: "-- a/x\n@@ -1 +1 @@\n" },
    after: { a: "++ b/x\ndiff --git a/1 b/1\n@@ -1,9 +1,9 @@\n\\ No newline at end of file\nrename from q\n" },
    expected: [
      "modified|text|a|100644-100644|-1:-- a/x|-2:@@ -1 +1 @@|+1:++ b/x|+2:diff --git a/1 b/1|+3:@@ -1,9 +1,9 @@|+4:\\ No newline at end of file|+5:rename from q",
    ],
  },
  { name: "nothing", before: { a: "1\n" }, after: { a: "1\n" }, expected: [] },
]

test.each(cases)("shows $name", async ({ before, after, expected }) => {
  await using pull = await servePullRequest(before, after)
  await using checkout = await pull.open()
  expect(summarize(checkout.diff.files)).toEqual(expected)
  expect(checkout.diff.files.map((file) => file.omitted)).toEqual(expected.map(() => null))
})

test("gives hunks the numbers that git prints", async () => {
  await using pull = await servePullRequest({ a: ten, gone: "other\n" }, { a: ten.replace("line 5\n", ""), fresh: "1\n2\n" })
  await using checkout = await pull.open()
  const hunks = checkout.diff.files.map(({ path, hunks, additions, deletions }) => ({
    path,
    additions,
    deletions,
    hunks: hunks.map(({ lines, ...numbers }) => ({ ...numbers, lines: lines.length })),
  }))
  expect(hunks).toEqual([
    { path: "a", additions: 0, deletions: 1, hunks: [{ oldStart: 3, oldLines: 7, newStart: 3, newLines: 6, lines: 7 }] },
    { path: "fresh", additions: 2, deletions: 0, hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 2, lines: 2 }] },
    { path: "gone", additions: 0, deletions: 1, hunks: [{ oldStart: 1, oldLines: 1, newStart: 0, newLines: 0, lines: 1 }] },
  ])
})

test("lets no attribute of the repository hide a change", async () => {
  const attributes = "* -diff -text binary export-ignore filter=evil diff=evil linguist-generated merge=evil working-tree-encoding=UTF-16\n"
  await using pull = await servePullRequest(
    { "a.ts": "1\n" },
    { "a.ts": "2\n", ".gitattributes": attributes, "0": "x\n", "src/.gitattributes": attributes, "src/b.ts": "1\n" },
  )
  await using checkout = await pull.open()
  expect(summarize(checkout.diff.files).filter((line) => !line.includes("gitattributes"))).toEqual([
    "added|text|0|000000-100644|+1:x",
    "modified|text|a.ts|100644-100644|-1:1|+1:2",
    "added|text|src/b.ts|000000-100644|+1:1",
  ])
  const tree = await checkout.read("head", ["a.ts"])
  expect(tree.files.get("a.ts")?.text).toBe("2\n")
})

test("reads files of both sides and says why it cannot read others", async () => {
  const common: Files = {
    "same.ts": "same\r\n",
    "bom.json": "\ufeff{}",
    "latin.ts": Buffer.from([0xe9]),
    "half.ts": Buffer.from("é").subarray(0, 1),
    bin: Buffer.from([65, 0]),
    "large.js": "x".repeat(2000),
    link: { link: "same.ts" },
    sub: { submodule },
    empty: "",
    "a b\n.ts": "odd",
  }
  await using pull = await servePullRequest({ ...common, "old.ts": "old" }, { ...common, "old.ts": "new" })
  await using checkout = await pull.open({}, { maxFileBytes: 1000 })
  const head = await checkout.read("head", [...Object.keys(common), "old.ts", "old.ts", "absent.ts", "../../etc/passwd"])
  const base = await checkout.read("base", ["old.ts"])
  expect(Object.fromEntries([...head.files.values()].map(({ path, text }) => [path, text]))).toEqual({
    "same.ts": "same\r\n",
    "bom.json": "{}",
    empty: "",
    "a b\n.ts": "odd",
    "old.ts": "new",
  })
  expect(Object.fromEntries(head.unreadable)).toEqual({
    "latin.ts": "not UTF-8",
    "half.ts": "not UTF-8",
    bin: "binary",
    "large.js": "too large (2.0 kB; the limit is 1.0 kB)",
    link: "a symbolic link",
    sub: "a submodule",
    "absent.ts": "not in the tree",
    "../../etc/passwd": "not in the tree",
  })
  expect(base.files.get("old.ts")?.text).toBe("old")
  expect([base.sha, head.sha]).toEqual([pull.base, pull.head])
  expect(head.entries.get("sub")).toEqual({ path: "sub", mode: "160000", id: submodule })
})

test("needs two requests for the commits, two for the contents and two for the context of both sides", async () => {
  const context = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`src/${index}.ts`, `${index}\n`]))
  await using pull = await servePullRequest({ ...context, a: "1\n" }, { ...context, a: "2\n", b: "3\n" })
  const commands: unknown[] = []
  await using checkout = await pull.open({}, { onLog: (_message, { command }) => commands.push(command) })
  expect(pull.server.requests).toHaveLength(4)
  const sources = await Promise.all([checkout.read("head", Object.keys(context)), checkout.read("base", [...Object.keys(context), "a"])])
  expect(sources.map((tree) => tree.files.size)).toEqual([50, 51])
  expect(pull.server.requests).toHaveLength(6)
  expect(commands.filter((command) => command === "fetch")).toHaveLength(3)
  expect(pull.server.requests.filter((line) => !line.endsWith(" 200"))).toEqual([])
})

test("does not fetch a file whose size is known to be too large", async () => {
  const huge = Buffer.alloc(20_000_000, "x\n")
  await using pull = await servePullRequest({ z: "" }, { z: "", "huge.js": huge })
  const id = pull.repository.git("rev-parse", `${pull.head}:huge.js`)
  await using checkout = await pull.open({ blobSizes: new Map([[id, huge.length]]) })
  expect(checkout.diff.files).toMatchObject([{ path: "huge.js", hunks: [], omitted: "too large (20.0 MB; the limit is 5.0 MB)" }])
  expect((await checkout.read("head", ["huge.js"])).unreadable.get("huge.js")).toBe("too large (20.0 MB; the limit is 5.0 MB)")
  expect(pull.server.requests).toHaveLength(2)
})

test("leaves out a file that turns out to be too large, and still sees where it came from", async () => {
  const huge = Buffer.alloc(20_000_000, "x\n")
  await using pull = await servePullRequest(
    { "huge.js": huge, "a.ts": ten },
    { "moved.js": huge, "b.ts": ten, "other.js": `${huge.toString()}y\n` },
  )
  await using checkout = await pull.open()
  expect(
    checkout.diff.files.map(({ status, oldPath, path, hunks, omitted }) => ({ status, oldPath, path, hunks: hunks.length, omitted })),
  ).toEqual([
    { status: "renamed", oldPath: "a.ts", path: "b.ts", hunks: 0, omitted: null },
    { status: "renamed", oldPath: "huge.js", path: "moved.js", hunks: 0, omitted: null },
    { status: "added", oldPath: null, path: "other.js", hunks: 0, omitted: "too large (20.0 MB; the limit is 5.0 MB)" },
  ])
})

test("names every file of a pull request with more than 3,000 files and reads the first 3,000", async () => {
  const names = Array.from({ length: 3005 }, (_, index) => `f${String(index).padStart(4, "0")}.ts`)
  await using pull = await servePullRequest(
    Object.fromEntries(names.map((name) => [name, `${name}\n`])),
    Object.fromEntries(names.map((name) => [name, `${name} changed\n`])),
  )
  await using checkout = await pull.open()
  expect(checkout.diff.files.map((file) => file.path)).toEqual(names)
  expect(checkout.diff.files.filter((file) => file.additions === 1 && file.deletions === 1)).toHaveLength(3000)
  expect(new Set(checkout.diff.files.slice(3000).map((file) => file.omitted))).toEqual(
    new Set(["beyond the first 3,000 files of the change"]),
  )
  expect(pull.server.requests).toHaveLength(4)
})

test("keeps the small changes when the patch as a whole is too large", async () => {
  await using pull = await servePullRequest({ z: "" }, { z: "", "a.ts": "x\n".repeat(4000), "b.ts": "1\n", "c.ts": "2\n" })
  await using checkout = await pull.open({}, { maxOutputBytes: 6000 })
  expect(checkout.diff.files.map(({ path, additions, omitted }) => [path, additions, omitted])).toEqual([
    ["a.ts", 0, "the change as a whole is too large"],
    ["b.ts", 1, null],
    ["c.ts", 1, null],
  ])
})

test("compares with the point where the branch left, not with the tip of the base", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "1\n", b: "mine\n" })
  const moved = pull.repository.commit({ a: "moved\n" }, [pull.base])
  pull.repository.git("update-ref", "refs/heads/main", moved)
  await using checkout = await pull.open({ baseSha: moved, mergeBaseSha: null })
  expect(checkout.diff.baseSha).toBe(pull.base)
  expect(checkout.base.sha).toBe(pull.base)
  expect(summarize(checkout.diff.files)).toEqual(["added|text|b|000000-100644|+1:mine"])
})

test("refuses branches without common history in words", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const stranger = pull.repository.commit({ a: "other\n" })
  pull.repository.git("update-ref", "refs/heads/main", stranger)
  await expect(pull.open({ baseSha: stranger, mergeBaseSha: null })).rejects.toThrow(
    new UserError("The head of pull request #1 has no history in common with its base branch."),
  )
})

/** Answers the first fetch as a server does that does not serve commits by their ids. */
function refuseOnce(pull: Awaited<ReturnType<typeof servePullRequest>>): void {
  let refused = false
  pull.server.intercept = (request, response) => {
    if (refused || request.method !== "POST") return false
    refused = true
    request.resume()
    const line = `ERR upload-pack: not our ref ${pull.head}`
    response
      .writeHead(200, { "content-type": "application/x-git-upload-pack-result" })
      .end(`${(line.length + 4).toString(16).padStart(4, "0")}${line}`)
    return true
  }
}

test("takes the head of a fork from the pull request's ref when its id is refused", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  refuseOnce(pull)
  await using checkout = await pull.open()
  expect(summarize(checkout.diff.files)).toEqual(["modified|text|a|100644-100644|-1:1|+1:2"])
})

test("is superseded when the pull request's ref has another head", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  pull.repository.git("update-ref", "refs/pull/1/head", pull.base)
  refuseOnce(pull)
  await expect(pull.open()).rejects.toThrow(SupersededError)
  expect(pull.leftovers()).toEqual([])
})

test("is superseded when a force push removed the head, or the pull request is gone", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({ headSha: "3".repeat(40) })).rejects.toThrow(SupersededError)
  await expect(pull.open({ headSha: "3".repeat(40), pullNumber: 9 })).rejects.toThrow(SupersededError)
})

test("tries again when the base commit is gone", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({ mergeBaseSha: "3".repeat(40) })).rejects.toThrow(RetryableError)
})

test("tries again when the server fails, the repository is gone or nobody answers", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({ cloneUrl: pull.server.url("absent.git") })).rejects.toThrow(RetryableError)
  await expect(pull.open({ cloneUrl: "http://127.0.0.1:1/project.git" })).rejects.toThrow(RetryableError)
  pull.server.intercept = (_, response) => {
    response.writeHead(502).end("bad gateway")
    return true
  }
  await expect(pull.open()).rejects.toThrow(RetryableError)
  expect(pull.leftovers()).toEqual([])
})

test("tries again when the server breaks off in the middle of the pack", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  pull.server.intercept = (request, response) => {
    if (request.method !== "POST") return false
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" })
    response.write("000dpackfile\n0100\u0001PACK")
    setImmediate(() => response.destroy())
    return true
  }
  await expect(pull.open()).rejects.toThrow(RetryableError)
  expect(pull.leftovers()).toEqual([])
})

test.each([
  "http://example.com/a.git",
  "file:///etc",
  "ssh://git@github.com/a/b",
  "ext::sh -c touch% x",
  "https://user:secret@github.com/a/b.git",
  "--upload-pack=x",
  "http://127.0.0.1.example.com/a.git",
  "http://localhost@example.com/a.git",
])("refuses the address %s", async (cloneUrl) => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({ cloneUrl })).rejects.toThrow(UserError)
  expect(pull.server.requests).toEqual([])
  expect(pull.leftovers()).toEqual([])
})

test.each(["--upload-pack=x", "main", "", "3".repeat(39), `${"3".repeat(40)}\n+refs/heads/*:refs/heads/*`])(
  "refuses the commit id %j",
  async (headSha) => {
    await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
    await expect(pull.open({ headSha })).rejects.toThrow(UserError)
    expect(pull.server.requests).toEqual([])
  },
)

test("follows no redirect, which could carry the token elsewhere", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  pull.server.intercept = (request, response) => {
    if (request.url?.startsWith("/moved")) return false
    response.writeHead(302, { location: pull.server.url("moved.git") + (request.url ?? "").replace("/project.git", "") }).end()
    return true
  }
  await expect(pull.open()).rejects.toThrow(RetryableError)
  expect(pull.server.requests.filter((line) => line.includes("moved"))).toEqual([])
})

test("removes everything from the disk when it is disposed, also twice", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const checkout = await pull.open()
  expect(pull.leftovers()).toHaveLength(1)
  await checkout[Symbol.asyncDispose]()
  await checkout[Symbol.asyncDispose]()
  expect(pull.leftovers()).toEqual([])
  await expect(checkout.read("head", ["a"])).rejects.toThrow(RetryableError)
})

test("removes what a killed process left a day ago, and nothing else", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const parent = join(pull.repository.root, "temporary")
  for (const name of ["expert-checkout-old", "expert-checkout-new", "other"]) mkdirSync(join(parent, name, "inside"), { recursive: true })
  symlinkSync(pull.repository.root, join(parent, "expert-checkout-link"))
  utimesSync(join(parent, "expert-checkout-old"), 1, 1)
  utimesSync(join(parent, "other"), 1, 1)
  lutimesSync(join(parent, "expert-checkout-link"), 1, 1)
  await (await pull.open())[Symbol.asyncDispose]()
  expect(pull.leftovers()).toEqual(["expert-checkout-link", "expert-checkout-new", "other"])
})

test("opens many checkouts side by side", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const checkouts = await Promise.all(Array.from({ length: 6 }, () => pull.open()))
  expect(checkouts.map((checkout) => checkout.diff.files.length)).toEqual([1, 1, 1, 1, 1, 1])
  await Promise.all(checkouts.map((checkout) => checkout[Symbol.asyncDispose]()))
  expect(pull.leftovers()).toEqual([])
})
