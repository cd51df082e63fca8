import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { bundleChild } from "../../scripts/bundle-child.ts"

const root = join(import.meta.dirname, "../..")

/**
 * Compiles the program that is measured and all it needs into a folder, once, as an image holds it: freeing sources of their types at each
 * start is the price of working on them. @returns the path of the program @throws when the compiler or the bundler refuses
 */
export async function compileReview(folder: string): Promise<string> {
  const out = join(folder, "ours")
  const program = join(out, "bench/speed/review.js")
  if (existsSync(program)) return program
  mkdirSync(out, { recursive: true })
  const settings = join(out, "tsconfig.json")
  const compilerOptions = {
    noEmit: false,
    rootDir: root,
    outDir: out,
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  }
  writeFileSync(
    settings,
    JSON.stringify({
      extends: join(root, "tsconfig.json"),
      compilerOptions,
      include: [],
      files: [join(root, "bench/speed/review.ts"), join(root, "src/analysis-process/child.ts")],
    }),
  )
  copyFileSync(join(root, "package.json"), join(out, "package.json"))
  symlinkSync(join(root, "node_modules"), join(out, "node_modules"))
  const compiler = join(root, "node_modules/typescript/bin/tsc")
  const { status } = spawnSync(process.execPath, [compiler, "-p", settings], { stdio: "inherit" })
  if (status !== 0) throw new Error("the program could not be compiled")
  await bundleChild(join(out, "src/analysis-process/child.js"))
  return program
}
