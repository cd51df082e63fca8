import { expect, test } from "vitest"
import { installedVersion } from "../../src/analysis/source/installed-version.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const files = {
  "src/app.js": 'import { WebSocketServer } from "ws"\nconst load = require("@hapi/hapi/lib/core")\nimport "./local.js"',
  "src/local.js": 'const { get } = await import("node:https")',
}

test("without a manifest the code depends on what it imports, in no version that is known", () => {
  const project = createProject(aTree(files), new Map())
  expect(["ws", "@hapi/hapi", "./local.js", "express"].map((name) => project.dependsOn("src/local.js", name))).toEqual([
    "*",
    "*",
    null,
    null,
  ])
  expect(installedVersion(project, "src/app.js", "ws")).toBe(null)
})

test("with a manifest it depends on what that asks for, whatever it imports", () => {
  const project = createProject(aTree({ ...files, "package.json": JSON.stringify({ dependencies: { express: "^5.1.0" } }) }), new Map())
  expect(["ws", "express"].map((name) => project.dependsOn("src/app.js", name))).toEqual([null, "^5.1.0"])
})
