import { expect, test } from "vitest"
import { installedVersion } from "../../src/analysis/source/installed-version.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const asks = (range: string) => JSON.stringify({ dependencies: { express: range } })
const versionIn = (files: Record<string, string>) =>
  installedVersion(createProject(aTree(files), new Map()), "packages/api/src/app.js", "express")

test.each([
  ["pnpm", { "pnpm-workspace.yaml": "packages: [packages/*]\ncatalog:\n  express: ^4.19.2\n" }],
  ["Yarn", { ".yarnrc.yml": "catalog:\n  express: ^4.19.2\n" }],
  ["Bun", { "package.json": JSON.stringify({ workspaces: { packages: ["packages/*"], catalog: { express: "^4.19.2" } } }) }],
])("the version that a list of %s gives is the one a package runs with", (_, files) => {
  expect(versionIn({ ...files, "packages/api/package.json": asks("catalog:") })).toBe("4.19.2")
})

test("a list may have a name, and what no list says is not known", () => {
  const lists = { "pnpm-workspace.yaml": "catalogs:\n  old:\n    express: ^3.21.0\n" }
  expect(versionIn({ ...lists, "packages/api/package.json": asks("catalog:old") })).toBe("3.21.0")
  expect(versionIn({ ...lists, "packages/api/package.json": asks("catalog:") })).toBe(null)
  expect(versionIn({ "pnpm-workspace.yaml": "catalog: [", "packages/api/package.json": asks("catalog:") })).toBe(null)
})
