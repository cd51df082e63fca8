import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import picomatch from "picomatch"
import { describe, expect, test } from "vitest"
import { describeSettings } from "../../src/config/variables.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))
const text = readFileSync(`${root}Dockerfile`, "utf8")
const dockerfile = DockerfileParser.parse(text)
const instructions = dockerfile.getInstructions()
const keyword = (name: string): Instruction[] => instructions.filter((instruction) => instruction.getKeyword() === name)
const copies = keyword("COPY") as Copy[]
const fromContext = copies.filter((copy) => copy.getFromFlag() === null)
const sources = fromContext.flatMap((copy) => wordsOf(copy).slice(0, -1))
const lastStage = instructions.slice(instructions.findLastIndex((instruction) => instruction.getKeyword() === "FROM"))
const scripts: Record<string, string> = JSON.parse(readFileSync(`${root}package.json`, "utf8")).scripts

describe("the Dockerfile", () => {
  test.each(sources)("copies %s, which exists and is in git", (source) => {
    expect(existsSync(`${root}${source}`)).toBe(true)
    expect(execFileSync("git", ["ls-files", "--", source], { cwd: root, encoding: "utf8" })).not.toBe("")
  })

  test.each(sources)("copies %s, which the .dockerignore lets through", (source) => {
    expect(isIgnored(source)).toBe(false)
  })

  test.each([".env", ".git/config", "dist/cli/main.js", "node_modules/zod/package.json", "data/credentials.json", "src/.env", "key.pem"])(
    "keeps %s out of the image",
    (path) => {
      expect(isIgnored(path)).toBe(true)
    },
  )

  test("copies out of stages that exist", () => {
    const stages = dockerfile.getFROMs().map((from) => from.getBuildStage())
    const named = copies.flatMap((copy) => copy.getFromFlag()?.getValue() ?? [])
    expect(named.length).toBeGreaterThan(0)
    for (const stage of named) expect(stages).toContain(stage)
  })

  test("runs npm scripts that exist", () => {
    const named = [...text.matchAll(/npm run ([\w:-]+)/gu)].map((match) => match[1]!)
    expect(named).toContain("build")
    for (const name of named) expect(scripts).toHaveProperty(name)
  })

  test("has what the scripts it runs need", () => {
    const files = [...(scripts["build"] ?? "").matchAll(/[\w./-]+\.(?:ts|js|json)/gu)].map((match) => match[0])
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(sources.some((source) => file === source || file.startsWith(`${source}/`))).toBe(true)
  })

  test("ends with a user that is not root", () => {
    const users = lastStage.filter((instruction) => instruction.getKeyword() === "USER").map((user) => user.getArgumentsContent())
    expect(users.length).toBeGreaterThan(0)
    expect(users.at(-1)).not.toMatch(/^(root|0)(:|$)/u)
  })

  test("installs nothing of development, and runs no install script, in the stage that ends up in the image", () => {
    const installs = keyword("RUN").map((run) => run.getArgumentsContent() ?? "")
    const production = installs.filter((run) => run.includes("npm ci") && run.includes("--omit=dev"))
    expect(production).toHaveLength(1)
    for (const run of installs.filter((each) => each.includes("npm ci"))) expect(run).toContain("--ignore-scripts")
    const copied = copies
      .filter((copy) => wordsOf(copy).some((word) => word.endsWith("node_modules")))
      .map((copy) => copy.getFromFlag()?.getValue())
    expect(copied).toEqual(["dependencies"])
  })

  test("has git, certificates and an init in the image", () => {
    const run = lastStage.find((instruction) => instruction.getArgumentsContent()?.includes("apt-get"))!.getArgumentsContent()!
    for (const word of ["git", "ca-certificates", "tini"]) expect(run).toMatch(new RegExp(`install [^&]*\\b${word}\\b`, "u"))
  })

  test("asks /healthz on the port that is exposed, with nothing but node", () => {
    const check = lastStage.find((instruction) => instruction.getKeyword() === "HEALTHCHECK")!.getArgumentsContent()!
    expect(check).toContain('CMD ["node"')
    expect(check).toContain("/healthz")
    expect(lastStage.find((instruction) => instruction.getKeyword() === "EXPOSE")!.getArgumentsContent()).toBe(environment()["PORT"])
  })

  test("sets only variables that the App reads, and keeps its data in the volume", () => {
    const settings = describeSettings()
    const { NODE_ENV, ...ours } = environment()
    expect(NODE_ENV).toBe("production")
    for (const name of Object.keys(ours)) expect(settings).toContain(`| \`${name}\` |`)
    expect(lastStage.find((instruction) => instruction.getKeyword() === "VOLUME")!.getArgumentsContent()).toBe(ours["DATA_DIR"])
  })

  test("starts a program that it has copied", () => {
    const entry = JSON.parse(dockerfile.getENTRYPOINTs().at(-1)!.getArgumentsContent()!) as string[]
    expect(existsSync(`${root}${entry.at(-1)!.replace("/app/", "")}`)).toBe(true)
  })
})

function wordsOf(instruction: Instruction): string[] {
  return instruction.getArguments().map((argument) => argument.getValue())
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    dockerfile.getENVs().flatMap((env) => env.getProperties().map((property) => [property.getName(), property.getValue() ?? ""])),
  )
}

// As Docker reads it: the last pattern that matches decides, and a folder's pattern counts for what is in it.
function isIgnored(path: string): boolean {
  let ignored = false
  for (const line of readFileSync(`${root}.dockerignore`, "utf8").split("\n")) {
    const pattern = line.trim().replace(/^!/u, "")
    if (pattern === "" || pattern.startsWith("#")) continue
    const parents = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"))
    if (parents.some((parent) => picomatch.isMatch(parent, pattern, { dot: true }))) ignored = !line.trim().startsWith("!")
  }
  return ignored
}
