import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openFactStore } from "../../src/analysis-process/fact-store.ts"
import type { KeptFacts } from "../../src/analysis-process/fact-store.ts"
import { createAnalysts } from "../../src/analysis-process/open-analyst.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "facts-"))))
afterEach(() => rm(directory, { recursive: true, force: true }))

const kept: KeptFacts = {
  facts: { names: ["specifiers", "yes", "unknown"], blobs: [["a1", [["./x"], true, null]]] },
  deadly: [["b2", "crashed"]],
}
const nothing: KeptFacts = { facts: { names: [], blobs: [] }, deadly: [] }

test("gives back what was written, to the same version and the same repository only", async () => {
  const store = openFactStore({ directory, version: "1" })
  await store.write("https://github.example/../../etc/passwd", kept)
  expect(await store.read("https://github.example/../../etc/passwd")).toEqual(kept)
  expect(await store.read("https://github.example/another")).toEqual(nothing)
  expect(await openFactStore({ directory, version: "2" }).read("https://github.example/../../etc/passwd")).toEqual(nothing)
  expect(await readdir(directory)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.json$/)])
})

test.each([
  { name: "cut off", damage: (text: string) => text.slice(0, -3) },
  { name: "changed", damage: (text: string) => text.replace("./x", "./y") },
  { name: "empty", damage: () => "" },
])("ignores what was $name", async ({ damage }) => {
  const store = openFactStore({ directory, version: "1" })
  await store.write("a", kept)
  const path = join(directory, (await readdir(directory))[0] as string)
  await writeFile(path, damage(await readFile(path, "utf8")))
  expect(await store.read("a")).toEqual(nothing)
})

test("stays within its size and lets go of what was used least recently", async () => {
  const store = openFactStore({ directory, version: "1", maxBytes: 600 })
  for (const name of ["a", "b", "c", "d"]) {
    await store.write(name, kept)
    const past = new Date(Date.now() - 60_000)
    for (const file of await readdir(directory)) await utimes(join(directory, file), past, past)
    await store.read("a")
  }
  expect((await readdir(directory)).length).toBe(3)
  expect(await store.read("a")).toEqual(kept)
})

test("many writers at once leave one whole answer and nothing else", async () => {
  const store = openFactStore({ directory, version: "1" })
  await Promise.all(Array.from({ length: 20 }, (_, index) => store.write("a", { ...kept, deadly: [[`${index}`, "crashed"]] })))
  expect((await store.read("a")).facts).toEqual(kept.facts)
  expect(await readdir(directory)).toHaveLength(1)
})

test("costs nothing but time where nothing can be written", async () => {
  await writeFile(join(directory, "file"), "")
  const store = openFactStore({ directory: join(directory, "file"), version: "1" })
  await store.write("a", kept)
  expect(await store.read("a")).toEqual(nothing)
})

test("a later process neither scans unchanged files again nor tries the file that killed an earlier one", async () => {
  const base = aTree({ "package.json": "{}" })
  const head = aTree({
    "package.json": "{}",
    "a.ts": 'import "./b.ts"\n',
    "b.ts": "export const b = 1\n",
    "c.ts": `${"if(a)\n".repeat(100_000)}b\n`,
  })
  const subject = { diff: aDiff(base, head), base, head, policy: defaultPolicy }
  const troubles: string[] = []
  const review = async () => {
    const store = openFactStore({ directory, version: "1" })
    using analysts = createAnalysts({ limitMs: 60_000, memoryMb: 512, keepMs: 0, store, onTrouble: (message) => troubles.push(message) })
    using analyst = analysts.open("a")
    return { ...(await analyst.analyze(subject, new AbortController().signal)), timings: {} }
  }
  const first = await review()
  expect(troubles).toHaveLength(1)
  const { facts } = await openFactStore({ directory, version: "1" }).read("a")
  expect(facts.blobs.flatMap(([, values]) => values)).toContainEqual(["./b.ts"])
  const second = await review()
  expect(troubles).toHaveLength(1)
  expect(second).toEqual(first)
  expect(second.coverage.failed).toEqual([{ path: "c.ts", reason: "the analysis crashed on this file, so it was left out" }])
})
