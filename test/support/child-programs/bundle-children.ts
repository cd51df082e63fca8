import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { rolldown } from "rolldown"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the folder with the bundled programs. */
    readonly childPrograms: string
  }
}

const root = join(import.meta.dirname, "../../..")
// By their names in the folder.
const programs = {
  "analysis-process/child": join(root, "src/analysis-process/child.ts"),
  "analysis-process/hostile-child": join(root, "test/analysis-process/hostile-child.ts"),
  "expert-process/child": join(root, "src/expert-process/child.ts"),
  "expert-process/fake-pipeline": join(root, "test/expert-process/fake-pipeline.ts"),
}

/**
 * Bundles the programs that the App starts, and those that tests start in their place; run by vitest before the tests. A story starts dozens of them, and from their sources
 * each start costs twice the time. Made anew for every run, so it is never older than the sources.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Below the packages, because the programs look for theirs from here and may read nothing else.
  const cache = join(root, "node_modules/.cache")
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, "child-programs-"))
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }))
  await bundle(folder)
  project.provide("childPrograms", folder)
  project.onTestsRerun(() => bundle(folder))
  return () => rm(folder, { recursive: true, force: true })
}

async function bundle(folder: string): Promise<void> {
  await using bundled = await rolldown({
    input: programs,
    platform: "node",
    // As in what a package runs, with what else is compiled code or only for tests.
    external: ["oxc-parser", /^@anthropic-ai/, /^vitest/],
    resolve: { mainFields: ["module", "main"] },
    logLevel: "warn",
  })
  await bundled.write({ dir: folder, format: "esm" })
}
