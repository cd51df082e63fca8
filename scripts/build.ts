/**
 * Builds what a package or an image runs: `src/` compiled into `dist/`, and beside it the files that are read at run time. The program that is
 * started for each review becomes one file.
 * `node scripts/build.ts [--out DIR]`
 */
import { spawnSync } from "node:child_process"
import { cpSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { bundleChild } from "./bundle-child.ts"

const root = join(import.meta.dirname, "..")
const { values } = parseArgs({ options: { out: { type: "string", default: join(root, "dist") } } })
const target = resolve(values.out)

// A module that was deleted from src must not live on in dist.
rmSync(target, { recursive: true, force: true })
const compiler = join(root, "node_modules/typescript/bin/tsc")
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", target], {
  stdio: "inherit",
})
if (status !== 0) process.exit(1)
cpSync(join(root, "src"), target, { recursive: true, filter: (path) => !path.endsWith(".ts") })
await bundleChild(join(target, "analysis-process/child.js"))
