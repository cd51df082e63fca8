import { expect, test } from "vitest"
import { findFlows } from "../../src/analysis/flow/find-flows.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const manifest = JSON.stringify({ dependencies: { bullmq: "^5.0.0" } })
const worker = `import { exec } from "node:child_process"
import { readFile } from "node:fs/promises"
import { Worker } from "bullmq"

function draw({ title, picture }) {
  exec(\`draw \${title}\`)
  return readFile(picture)
}

export const worker = new Worker("pictures", async (job) => draw(job.data), { connection: {} })
`
const filled = `import { Queue } from "bullmq"
const pictures = new Queue("pictures", { connection: {} })
export const plan = () => pictures.add("draw", { title: "all", picture: "all.png" })
`

/** Kinds of sinks that what is in a job arrives in. */
function kindsIn(files: Readonly<Record<string, string>>): string[] {
  const project = createProject(aTree({ "package.json": manifest, ...files }), new Map())
  return findFlows(project, new Set(Object.keys(files))).flows.map(({ kind }) => kind)
}

test("a job that another service sends may not run commands, and may name files", () => {
  expect(kindsIn({ "src/worker.js": worker })).toEqual(["command"])
})

test("jobs that the repository itself fills a queue with hold what it puts there", () => {
  expect(kindsIn({ "src/worker.js": worker, "src/plan.js": filled })).toEqual([])
})
