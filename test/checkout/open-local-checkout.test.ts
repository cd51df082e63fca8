import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { expect, test } from "vitest"
import { UserError } from "../../src/errors.ts"
import { runGit, writeFiles } from "./temporary-repository.ts"
import { createWorkingCopy, summarize, type WorkingCopy } from "./working-copy.ts"

/** A feature branch that left main before main moved on. */
function createFeature(
  options: Parameters<typeof createWorkingCopy>[0] = {},
): WorkingCopy & { readonly start: string; readonly tip: string } {
  const copy = createWorkingCopy(options)
  const start = copy.commit({ "a.ts": "1\n", "b.ts": "1\n", ".github/expert.yml": "version: 1\n" })
  copy.git("switch", "-q", "-c", "feature")
  copy.commit({ "a.ts": "2\n" })
  copy.git("switch", "-q", "main")
  const tip = copy.commit({ "b.ts": "moved\n", ".github/expert.yml": "version: 1\ngate: high\n" })
  copy.git("switch", "-q", "feature")
  return { ...copy, start, tip }
}

const changeOfFeature = ["modified|text|a.ts|-1|+2"]

test("compares with the point where the branch left the default branch", async () => {
  using copy = createFeature()
  await using checkout = await copy.open()
  expect(summarize(checkout)).toEqual(changeOfFeature)
  expect(checkout).toMatchObject({
    baseSha: copy.tip,
    mergeBaseSha: copy.start,
    headSha: copy.git("rev-parse", "HEAD"),
    defaultBase: "where the head left main, the default branch",
  })
  expect(checkout.diff.baseSha).toBe(copy.start)
})

test("reads the settings at the tip of the base, whatever the head says", async () => {
  using copy = createFeature()
  copy.commit({ ".github/expert.yml": "gate: never\n" })
  await using checkout = await copy.open()
  expect(checkout.policyText).toBe("version: 1\ngate: high\n")
})

test("takes settings neither from a symbolic link nor from a folder", async () => {
  using copy = createWorkingCopy()
  mkdirSync(join(copy.directory, ".github"))
  symlinkSync("/etc/hostname", join(copy.directory, ".github/expert.yml"))
  copy.commit({ a: "1\n" })
  copy.commit({ a: "2\n" })
  await using checkout = await copy.open()
  expect(checkout.policyText).toBeNull()
})

test("prefers what the remote calls its default branch", async () => {
  using copy = createFeature()
  copy.git("update-ref", "refs/remotes/origin/release", copy.start)
  copy.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release")
  copy.git("switch", "-q", "main")
  await using checkout = await copy.open()
  expect(checkout.defaultBase).toBe("where the head left origin/HEAD, the default branch")
  expect(checkout.mergeBaseSha).toBe(copy.start)
})

test("compares the default branch itself with the commit before", async () => {
  using copy = createFeature()
  copy.git("switch", "-q", "main")
  await using checkout = await copy.open()
  expect(checkout).toMatchObject({
    baseSha: copy.start,
    defaultBase: "the commit before the head, because main, the default branch, has every commit of the head",
  })
})

test("compares commits that are not pushed yet with the remote's branch", async () => {
  using copy = createFeature()
  copy.git("switch", "-q", "main")
  copy.git("update-ref", "refs/remotes/origin/main", copy.start)
  copy.commit({ c: "1\n" })
  await using checkout = await copy.open()
  expect(checkout).toMatchObject({ mergeBaseSha: copy.start, defaultBase: "where the head left origin/main, the default branch" })
})

test("compares with the commit before when there is no default branch", async () => {
  using copy = createWorkingCopy({ branch: "odd" })
  const first = copy.commit({ a: "1\n" })
  copy.commit({ a: "2\n" })
  await using checkout = await copy.open()
  expect(checkout).toMatchObject({ baseSha: first, defaultBase: "the commit before the head, because no default branch was found" })
})

test.each(["sha1", "sha256"])("reviews the first commit of all in whole (%s)", async (objectFormat) => {
  using copy = createWorkingCopy({ objectFormat })
  copy.commit({ "a.ts": "1\n" })
  await using checkout = await copy.open()
  expect(summarize(checkout)).toEqual(["added|text|a.ts|+1"])
  expect(checkout).toMatchObject({ policyText: null, defaultBase: "nothing, because the head is the first commit" })
})

test.each([
  {
    name: "a subdirectory",
    place: (copy: WorkingCopy) => (mkdirSync(join(copy.directory, "deep/er"), { recursive: true }), join(copy.directory, "deep/er")),
  },
  { name: "the .git directory", place: (copy: WorkingCopy) => join(copy.directory, ".git") },
  {
    name: "a bare clone",
    place: (copy: WorkingCopy) => (runGit(copy.root, ["clone", "-q", "--bare", copy.directory, "bare.git"]), join(copy.root, "bare.git")),
  },
  {
    name: "a linked working tree",
    place: (copy: WorkingCopy) => (copy.git("worktree", "add", "-q", "--detach", "../linked", "feature"), join(copy.root, "linked")),
  },
  {
    name: "a clone that borrows objects",
    place: (copy: WorkingCopy) => (
      runGit(copy.root, ["clone", "-q", "--shared", copy.directory, 'bor"row ed']),
      join(copy.root, 'bor"row ed')
    ),
  },
])("opens $name", async ({ place }) => {
  using copy = createFeature()
  await using checkout = await copy.open("HEAD", copy.tip, { directory: place(copy) })
  expect(summarize(checkout)).toEqual(changeOfFeature)
})

test.each(["sha1", "sha256"])("reads files of a %s repository", async (objectFormat) => {
  using copy = createFeature({ objectFormat })
  copy.write({ "new.ts": "new\n" })
  await using checkout = await copy.open({ kind: "worktree" })
  expect(summarize(checkout)).toEqual([...changeOfFeature, "added|text|new.ts|+new"])
  const head = await checkout.read("head", ["a.ts", "new.ts"])
  const base = await checkout.read("base", ["a.ts", "new.ts"])
  expect([...head.files.values()].map((file) => file.text)).toEqual(["2\n", "new\n"])
  expect([base.files.get("a.ts")?.text, base.unreadable.get("new.ts")]).toEqual(["1\n", "not in the tree"])
})

test("shows what is staged and nothing else", async () => {
  using copy = createFeature()
  copy.write({ "b.ts": "staged\n", "c.ts": "staged\n", "d.ts": "untracked\n" })
  copy.git("add", "b.ts", "c.ts")
  copy.write({ "b.ts": "not staged\n" })
  await using checkout = await copy.open({ kind: "staged" })
  expect(summarize(checkout)).toEqual([...changeOfFeature, "modified|text|b.ts|-1|+staged", "added|text|c.ts|+staged"])
  expect(checkout.headSha).toBe(copy.git("write-tree"))
})

test("compares staged files on the default branch with the last commit", async () => {
  using copy = createFeature()
  copy.git("switch", "-q", "main")
  copy.write({ "c.ts": "1\n" })
  copy.git("add", "c.ts")
  await using checkout = await copy.open({ kind: "staged" })
  expect(summarize(checkout)).toEqual(["added|text|c.ts|+1"])
  expect(checkout.defaultBase).toBe("the last commit, because main, the default branch, has every commit of the head")
})

test("gives an empty difference when nothing is staged, and for an empty commit", async () => {
  using copy = createWorkingCopy()
  copy.commit({ a: "1\n" })
  await using staged = await copy.open({ kind: "staged" })
  expect(staged.diff.files).toEqual([])
  copy.commit({})
  await using commit = await copy.open()
  expect(commit.diff.files).toEqual([])
})

test("shows the working tree as it is on the disk", async () => {
  using copy = createWorkingCopy()
  copy.git("config", "core.fileMode", "true")
  copy.commit({
    ".gitignore": "*.log\nnode_modules/\n",
    "edited.ts": "1\n",
    "deleted.ts": "gone\n",
    "touched.ts": "1\n",
    "mode.sh": "1\n",
    "link.ts": "1\n",
    folder: "plain\n",
    "old name.ts": "1\n2\n3\n4\n",
    "large.js": "1\n",
  })
  copy.write({
    "edited.ts": "2\r\n",
    'untracked/ü "q"\t\n.ts': "1\n",
    "x.log": "ignored\n",
    "node_modules/m/i.js": "ignored\n",
    "renamed.ts": "1\n2\n3\n4\n",
    "large.js": "x".repeat(5000),
    binary: Buffer.from([0]),
  })
  for (const path of ["deleted.ts", "old name.ts", "folder", "link.ts"]) rmSync(join(copy.directory, path))
  utimesSync(join(copy.directory, "touched.ts"), 1, 1)
  chmodSync(join(copy.directory, "mode.sh"), 0o755)
  symlinkSync("edited.ts", join(copy.directory, "link.ts"))
  copy.write({ "folder/file.ts": "1\n" })
  runGit(copy.directory, ["init", "-q", "nested"])
  writeFileSync(join(copy.directory, "nested/n.ts"), "1\n")
  await using checkout = await copy.open({ kind: "worktree" }, undefined, { maxFileBytes: 4000 })
  expect(summarize(checkout)).toEqual([
    "added|binary|binary",
    "deleted|text|deleted.ts|-gone",
    "modified|text|edited.ts|-1|+2\r",
    "deleted|text|folder|-plain",
    "added|text|folder/file.ts|+1",
    "modified|text|large.js",
    "type-changed|symlink|link.ts|-1|+edited.ts",
    "modified|text|mode.sh",
    "renamed|text|renamed.ts",
    'added|text|untracked/ü "q"\t\n.ts|+1',
  ])
  expect(checkout.diff.files.find(({ path }) => path === "large.js")?.omitted).toBe("too large (5.0 kB; the limit is 4.0 kB)")
  expect((await checkout.read("head", ["large.js"])).unreadable.get("large.js")).toBe("too large (5.0 kB; the limit is 4.0 kB)")
})

test("notices an edit of the same moment and size as the last one that was staged", async () => {
  using copy = createWorkingCopy()
  copy.commit({ "a.ts": "1\n" })
  copy.write({ "a.ts": "2\n" })
  copy.git("add", "a.ts")
  copy.write({ "a.ts": "3\n" })
  // A review in a later second than the edit, as every real one is.
  await setTimeout(1100)
  await using checkout = await copy.open({ kind: "worktree" })
  expect(summarize(checkout)).toEqual(["modified|text|a.ts|-1|+3"])
})

test("leaves files alone that are marked as unchanged or not checked out", async () => {
  using copy = createWorkingCopy()
  copy.commit({ "in/a.ts": "1\n", "out/b.ts": "1\n", "kept.ts": "1\n" })
  copy.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
  copy.git("update-index", "--assume-unchanged", "kept.ts")
  copy.write({ "in/a.ts": "2\n", "kept.ts": "private\n" })
  expect(existsSync(join(copy.directory, "out"))).toBe(false)
  await using checkout = await copy.open({ kind: "worktree" })
  expect(summarize(checkout)).toEqual(["modified|text|in/a.ts|-1|+2"])
})

test("reads a split index", async () => {
  using copy = createWorkingCopy()
  copy.commit({ a: "1\n", b: "1\n" })
  copy.git("update-index", "--split-index")
  copy.write({ a: "2\n" })
  copy.git("add", "a")
  await using checkout = await copy.open({ kind: "staged" })
  expect(summarize(checkout)).toEqual(["modified|text|a|-1|+2"])
})

test("shows an unfinished merge as it is on the disk, and asks to finish it before it is staged", async () => {
  using copy = createFeature()
  copy.commit({ "b.ts": "mine\n" })
  expect(() => copy.git("merge", "-q", "main")).toThrow()
  await using checkout = await copy.open({ kind: "worktree" })
  expect(checkout.diff.files.find(({ path }) => path === "b.ts")?.hunks[0]?.lines.map(({ text }) => text)).toContain("=======")
  await expect(copy.open({ kind: "staged" })).rejects.toThrow(
    new UserError("A merge is not finished: resolve the conflicts and stage the files first."),
  )
})

test.each(["revision", "staged", "worktree"])("writes nothing into the repository (%s)", async (kind) => {
  using copy = createFeature()
  // A folder that goes as a whole has a tree that the repository holds already; git would set that object's time.
  copy.commit({ "old/one.ts": "one\n", "old/two.ts": "two\n" })
  copy.git("mv", "old", "new")
  copy.commit({ "new/one.ts": "one\nmore\n" })
  copy.write({ "b.ts": "2\n", "c.ts": "1\n" })
  copy.git("add", "b.ts")
  copy.write({ "a.ts": "changed\n" })
  utimesSync(join(copy.directory, ".github/expert.yml"), 1, 1)
  const before = copy.digest()
  const checkout = await copy.open(kind === "revision" ? "HEAD" : { kind: kind as "staged" | "worktree" }, "HEAD~1")
  await checkout.read("head", ["a.ts", "b.ts", "c.ts"])
  expect(copy.leftovers()).toHaveLength(1)
  await checkout[Symbol.asyncDispose]()
  expect(copy.digest()).toBe(before)
  expect(copy.leftovers()).toEqual([])
})

test("runs nothing that the repository's settings, attributes or hooks name", async () => {
  using copy = createFeature()
  const trap = join(copy.root, "sprung")
  const script = join(copy.root, "trap.sh")
  writeFileSync(script, `#!/bin/sh\necho "$0 $@" >> ${trap}\ncat\n`)
  chmodSync(script, 0o755)
  copy.write({ "a.ts": "staged\n", "c.ts": "untracked\n", ".gitattributes": "* filter=evil diff=evil merge=evil -text\n" })
  copy.git("add", "a.ts", ".gitattributes")
  writeFiles(join(copy.directory, ".git"), { "info/attributes": "* filter=evil diff=evil\n" })
  for (const hook of ["post-index-change", "pre-commit", "reference-transaction", "post-checkout", "fsmonitor-watchman"]) {
    writeFiles(join(copy.directory, ".git"), { [`hooks/${hook}`]: `#!/bin/sh\n${script} ${hook}\n` })
    chmodSync(join(copy.directory, ".git/hooks", hook), 0o755)
  }
  const settings: Readonly<Record<string, string>> = {
    "core.fsmonitor": script,
    "core.pager": script,
    "core.editor": script,
    "core.sshCommand": script,
    "core.gitProxy": script,
    "core.hooksPath": join(copy.directory, ".git/hooks"),
    "core.alternateRefsCommand": script,
    "diff.external": script,
    "diff.evil.textconv": script,
    "diff.evil.command": script,
    "filter.evil.clean": script,
    "filter.evil.smudge": script,
    "filter.evil.process": script,
    "filter.evil.required": "true",
    "merge.evil.driver": script,
    "credential.helper": script,
    "uploadpack.packObjectsHook": script,
    "gpg.program": script,
    "alias.diff-tree": `!${script}`,
    "alias.rev-parse": `!${script}`,
    "pager.diff-tree": script,
    "pager.rev-parse": script,
    "remote.origin.url": `ext::${script}`,
    "remote.origin.promisor": "true",
    "remote.origin.uploadpack": script,
    "protocol.allow": "always",
    "diff.suppressBlankEmpty": "true",
    "core.quotePath": "true",
  }
  for (const [key, value] of Object.entries(settings)) copy.git("config", key, value)
  // Entries as old as the index are compared by content, which is where git would ask a filter.
  copy.write({ "b.ts": "1\n" })
  for (const head of [{ kind: "worktree" }, { kind: "staged" }] as const) {
    await using checkout = await copy.open(head)
    expect(summarize(checkout)).toContain("modified|text|a.ts|-1|+staged")
    await checkout.read("head", ["a.ts", "b.ts", "c.ts"])
  }
  await using commit = await copy.open()
  expect(summarize(commit)).toEqual(changeOfFeature)
  await expect(copy.open("0".repeat(40))).rejects.toThrow(UserError)
  expect(existsSync(trap)).toBe(false)
})

test("refuses a working tree that the settings put elsewhere", async () => {
  using copy = createFeature()
  copy.git("config", "core.worktree", "/etc")
  await expect(copy.open({ kind: "worktree" })).rejects.toThrow(UserError)
})

test("opens a partial clone without going out, and says what is not there", async () => {
  using copy = createWorkingCopy()
  copy.commit({ "a.ts": "1\n" })
  copy.commit({ "a.ts": "2\n" })
  copy.git("config", "uploadpack.allowFilter", "true")
  runGit(copy.root, ["clone", "-q", "--bare", "--filter=blob:none", `file://${copy.directory}`, "partial.git"])
  await using checkout = await copy.open("HEAD", undefined, { directory: join(copy.root, "partial.git") })
  expect(checkout.diff.files).toMatchObject([{ path: "a.ts", hunks: [], omitted: "its contents are not in this clone" }])
  expect((await checkout.read("head", ["a.ts"])).unreadable.get("a.ts")).toBe("its contents are not in this clone")
})

test("does not take absent settings of a partial clone for no settings", async () => {
  using copy = createFeature()
  copy.git("config", "uploadpack.allowFilter", "true")
  runGit(copy.root, ["clone", "-q", "--bare", "--filter=blob:none", `file://${copy.directory}`, "partial.git"])
  const opened = copy.open("feature", copy.start, { directory: join(copy.root, "partial.git") })
  await expect(opened).rejects.toThrow(
    new UserError(`.github/expert.yml is not in this partial clone: run \`git show ${copy.start}:.github/expert.yml\` once.`),
  )
})

const refusals: readonly { name: string; arrange: (copy: WorkingCopy) => Promise<unknown>; message: RegExp }[] = [
  {
    name: "a directory that is no repository",
    arrange: (copy) => copy.open("HEAD", undefined, { directory: copy.root }),
    message: /^\/.* is not in a git repository: name one with --repo\.$/,
  },
  {
    name: "a directory that does not exist",
    arrange: (copy) => copy.open("HEAD", undefined, { directory: "/nowhere/at all" }),
    message: /^There is no directory \/nowhere\/at all\.$/,
  },
  {
    name: "an unknown revision",
    arrange: (copy) => copy.open("featur"),
    message: /^There is no revision featur in this repository: look at `git branch --all`, or fetch it first\.$/,
  },
  { name: "an unknown base", arrange: (copy) => copy.open("HEAD", "mian"), message: /^There is no revision mian/ },
  {
    name: "a branch that only the remote has",
    arrange: (copy) => (copy.git("update-ref", "refs/remotes/origin/topic", "HEAD"), copy.open("topic")),
    message: /there is origin\/topic: use that/,
  },
  { name: "a range", arrange: (copy) => copy.open("main..feature"), message: /--base and --head/ },
  { name: "an option as a revision", arrange: (copy) => copy.open("--output=/tmp/x"), message: /is not a revision/ },
  { name: "an empty revision", arrange: (copy) => copy.open(""), message: /is not a revision/ },
  { name: "a file as a revision", arrange: (copy) => copy.open("HEAD:a.ts"), message: /^There is no revision HEAD:a\.ts/ },
  { name: "a base that equals the head", arrange: (copy) => copy.open("HEAD", "feature"), message: /^Base and head are the same commit/ },
  {
    name: "a base that is ahead of the head",
    arrange: (copy) => copy.open("HEAD~1", "HEAD"),
    message: /^The head has no commit that HEAD lacks/,
  },
  {
    name: "branches without common history",
    arrange: (copy) => {
      copy.git("switch", "-q", "--orphan", "stranger")
      copy.commit({ z: "1\n" })
      return copy.open()
    },
    message: /^The head has no history in common with main: name another with --base\.$/,
  },
  {
    name: "a bare repository's staged files",
    arrange: (copy) => (
      copy.git("clone", "-q", "--bare", ".", "../b.git"),
      copy.open({ kind: "staged" }, undefined, { directory: join(copy.root, "b.git") })
    ),
    message: /^A bare repository has no staged changes/,
  },
  {
    name: "a bare repository's working tree",
    arrange: (copy) => (
      copy.git("clone", "-q", "--bare", ".", "../b.git"),
      copy.open({ kind: "worktree" }, undefined, { directory: join(copy.root, "b.git") })
    ),
    message: /^This is not a working tree/,
  },
  {
    name: "a clone with only the newest commit",
    arrange: (copy) => {
      copy.git("switch", "-q", "main")
      runGit(copy.root, ["clone", "-q", "--depth=1", `file://${copy.directory}`, "shallow"])
      return copy.open("HEAD", undefined, { directory: join(copy.root, "shallow") })
    },
    message: /^This clone has only the newest commit, .*fetch-depth: 0/,
  },
  {
    name: "a damaged settings file of git",
    arrange: (copy) => (writeFileSync(join(copy.directory, ".git/config"), "[broken"), copy.open()),
    message: /^git cannot open the repository of/,
  },
]

test.each(refusals)("refuses $name in words", async ({ arrange, message }) => {
  using copy = createFeature()
  const error = await arrange(copy).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  expect((error as Error).message).toMatch(message)
  expect(copy.leftovers()).toEqual([])
})

test("says that a repository has no commits", async () => {
  using copy = createWorkingCopy()
  await expect(copy.open()).rejects.toThrow(new UserError("The repository has no commits yet: commit something first."))
  await expect(copy.open({ kind: "worktree" })).rejects.toThrow(UserError)
})
