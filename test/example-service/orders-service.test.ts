import { readdir, readFile } from "node:fs/promises"
import { join, relative, resolve } from "node:path"
import { parseSync } from "oxc-parser"
import { describe, expect, test } from "vitest"
import { sections } from "../../src/model/finding.ts"
import { demoExpectations, demoQuietPaths } from "../support/demo-expectations.ts"

const examples = resolve(import.meta.dirname, "../../examples")
const base = await readFolder(join(examples, "orders-service"))
const overlay = await readFolder(join(examples, "orders-service-pull-request"))
const description = JSON.parse(overlay.get("pull-request.json") ?? "") as Record<string, unknown>
overlay.delete("pull-request.json")

async function readFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, "utf8")] as const)))
}

describe("the demo's orders service", () => {
  test("describes its pull request", () => {
    expect(description).toMatchObject({
      title: expect.any(String),
      body: expect.any(String),
      author: expect.any(String),
      branch: expect.any(String),
      base: "main",
      deletions: expect.any(Array),
    })
  })

  test("changes each file of the overlay", () => {
    for (const [path, text] of overlay) expect(text, path).not.toBe(base.get(path))
  })

  test.each(
    [
      ...[...base].map(([path, text]) => ["base", path, text] as const),
      ...[...overlay].map(([path, text]) => ["head", path, text] as const),
    ].filter(([, path]) => path.endsWith(".ts")),
  )("parses at the %s: %s", (_side, path, text) => {
    expect(parseSync(path, text).errors).toEqual([])
  })

  test.each([...base, ...overlay].filter(([path]) => path.endsWith(".json")))("has readable JSON in %s", (_path, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow()
  })

  test("has a lockfile that agrees with the manifest of the base", () => {
    const manifest = JSON.parse(base.get("package.json") ?? "") as { dependencies: object; devDependencies: object }
    const lock = JSON.parse(base.get("package-lock.json") ?? "") as { packages: Record<string, unknown> }
    expect(lock.packages[""]).toMatchObject({ dependencies: manifest.dependencies, devDependencies: manifest.devDependencies })
  })

  test("documents every setting of the base", () => {
    const names = [...(base.get("src/config.ts") ?? "").matchAll(/^ {2}([A-Z_]+): z\./gm)].map(([, name]) => name)
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) expect(base.get(".env.example")).toMatch(new RegExp(`^${name}=`, "m"))
  })
})

describe("the defects built into its pull request", () => {
  test("touch every section", () => {
    expect(new Set(demoExpectations.map(({ section }) => section))).toEqual(new Set(sections))
  })

  test.each(demoExpectations)("are where they are said to be: $what", ({ path, lineContains }) => {
    expect(overlay.has(path)).toBe(true)
    const lines = `${overlay.get(path)}\n${base.get(path) ?? ""}`
    for (const text of lineContains) expect(lines).toContain(text)
  })

  test("are not given away by a comment", () => {
    for (const [path, text] of overlay) expect(text, path).not.toMatch(/TODO|FIXME|\b(bug|defect|insecure|vulnerab|injection)/i)
  })

  test.each(demoQuietPaths)("leave %s alone", (path) => {
    expect(overlay.has(path)).toBe(true)
    expect(demoExpectations.map((expected) => expected.path)).not.toContain(path)
  })
})
