import { expect, test, vi } from "vitest"
import { createProject } from "../../src/analysis/source/project.ts"
import { isLoaded } from "../../src/analysis/source/runtime-import.ts"
import { aTree } from "../support/analysis-input.ts"

// Three rows of files that all load the whole row below, over one that nothing loads without a condition.
function rowsOf(width: number): Record<string, string> {
  const files: Record<string, string> = { "src/tools.js": "module.exports = 1" }
  const loads = (row: string): string => Array.from({ length: width }, (_, at) => `require("./${row}${at}")`).join("\n")
  for (let at = 0; at < width; at++) {
    files[`src/a${at}.js`] = 'require("./tools")'
    files[`src/b${at}.js`] = loads("a")
    files[`src/c${at}.js`] = loads("b")
  }
  return { ...files, "src/development.js": `if (process.env.TOOLS) {\n${loads("c")}\n}` }
}

test("a file that is loaded under a condition only, over however many others, is not loaded", () => {
  expect(isLoaded(createProject(aTree(rowsOf(2)), new Map()), "src/tools.js")).toBe(false)
  const started = { ...rowsOf(2), "src/index.js": 'require("./c1")' }
  expect(isLoaded(createProject(aTree(started), new Map()), "src/tools.js")).toBe(true)
})

test("files that load each other are asked once each, not once for every way between them", () => {
  const width = 20
  const project = createProject(aTree(rowsOf(width)), new Map())
  const resolve = vi.spyOn(project, "resolve")
  expect(isLoaded(project, "src/tools.js")).toBe(false)
  expect(resolve.mock.calls.length).toBeLessThan(4 * width ** 3)
})
