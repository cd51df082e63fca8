import { expect, test } from "vitest"
import { findFlows } from "../../src/analysis/flow/find-flows.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const flowsWith = (options: string) => {
  const text = `import fs from "node:fs"
import express from "express"
import multer from "multer"
const upload = multer({ dest: "uploads"${options} })
express().post("/", upload.single("file"), (req, res) => { fs.writeFileSync("kept/" + req.file.originalname, "") ; res.end() })
`
  const project = createProject(
    aTree({ "package.json": JSON.stringify({ dependencies: { express: "^5.1.0", multer: "^2.0.0" } }), "src/server.js": text }),
    new Map(),
  )
  return findFlows(project, new Set(["src/server.js"])).flows.filter(({ controls }) => controls.includes("path"))
}

test("the name of an upload is no way out of a folder, for the parser takes folders out of it", () => {
  expect(flowsWith("")).toEqual([])
  expect(flowsWith(", preservePath: false")).toEqual([])
})

test("but it is where the service asks for names with folders", () => {
  expect(flowsWith(", preservePath: true").map(({ source }) => source)).toEqual(["req.file.originalname"])
})
