// What the reviewer knows of each technology it promises to know, and which rules serve each practice. Everything is read from the
// code and the fixtures; only the promise itself is written down here. Exits 1 and names the cells that are empty.
import { readdirSync, readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { TechnologyModel } from "../src/analysis/models/model.ts"
import { judgeOf } from "../src/analysis/rule.ts"
import type { Rule } from "../src/analysis/rule.ts"
import type { TechnologySign } from "../src/analysis/stack/technologies.ts"
import type { Practice } from "../src/model/finding.ts"
import type { Project } from "../src/analysis/source/project.ts"
import type { SourceTree } from "../src/model/source.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

/** The technologies the expert must really know, as the product promises them, and the names under which code speaks of them. */
const PROMISED: readonly { readonly group: string; readonly names: readonly string[] }[] = [
  { group: "Frameworks", names: ["Express", "Fastify", "NestJS", "Koa", "Hapi", "Hono"] },
  { group: "Databases", names: ["MongoDB", "PostgreSQL", "MySQL", "Redis", "SQLite"] },
  { group: "ORMs and query builders", names: ["Mongoose", "Prisma", "TypeORM", "Sequelize", "Knex", "Drizzle"] },
  { group: "Authentication", names: ["JWT", "OAuth2", "Passport", "Auth0"] },
  { group: "Tests", names: ["Jest", "Mocha", "Supertest", "Chai", "Vitest", "node:test"] },
  { group: "Tools", names: ["PM2", "Docker", "ESLint", "Prettier", "Nodemon"] },
  { group: "Clouds", names: ["AWS SDK", "Google Cloud", "Azure"] },
  { group: "APIs and language", names: ["REST", "GraphQL", "OpenAPI", "TypeScript"] },
  { group: "Messaging", names: ["BullMQ", "Socket.IO"] },
]

/** Other words by which code speaks of them. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  OpenAPI: ["swagger"],
  Docker: ["Dockerfile"],
  PM2: ["ecosystem"],
  Hapi: ["hapi"],
}

interface Row {
  readonly group: string
  readonly name: string
  /** Fixtures in whose stack it is found. */
  readonly detected: readonly string[]
  /** Files of the analysis, without rules, that hold what is known of it. */
  readonly modelled: readonly string[]
  readonly rules: readonly string[]
  readonly fixtures: readonly string[]
}

interface ExpertCoverage {
  readonly rows: readonly Row[]
  readonly practices: readonly { readonly practice: Practice; readonly rules: readonly string[] }[]
  /** Required cells with nothing in them, in words. */
  readonly empty: readonly string[]
}

/** Reads code and fixtures of this repository; imports the analysis late, so that generated indexes are fresh. */
async function readCoverage(): Promise<ExpertCoverage> {
  const { rules } = (await import("../src/analysis/rules/index.ts")) as { rules: readonly Rule[] }
  const { models } = (await import("../src/analysis/models/index.ts")) as { models: readonly TechnologyModel[] }
  const { technologySigns } = await import("../src/analysis/stack/technologies.ts")
  const { detectStack } = await import("../src/analysis/stack/detect-stack.ts")
  const { createProject } = await import("../src/analysis/source/project.ts")
  const { routesOf } = await import("../src/analysis/routes/collect-routes.ts")
  const { practices } = await import("../src/model/finding.ts")

  const fixtures = readdirSync(`${root}test/rules`)
    .filter((name) => !name.endsWith(".fixed"))
    .map((name) => {
      const written = treeOf(`${root}test/rules/${name}`)
      // A fixture of one file has no manifest; what it imports is what its manifest would ask for.
      const project = createProject(withManifest(written, importsOf(createProject(written, new Map()))), new Map())
      const stack = new Set(detectStack(project).map((each) => each.technology))
      const routes = routesOf(project)
      if (routes.length > 0) stack.add("REST")
      for (const route of routes) stack.add(route.framework)
      const imported = new Set(importsOf(project))
      return { id: name.replace(/\.\w+$/, ""), stack, imported }
    })
  const code = filesBelow(`${root}src/analysis`).map((path) => ({ path, text: readFileSync(`${root}src/analysis/${path}`, "utf8") }))
  const ruleTexts = new Map(rules.map((rule) => [rule.id, code.find((each) => each.path === `rules/${rule.id}.ts`)?.text ?? ""]))

  const rows = PROMISED.flatMap(({ group, names }) =>
    names.map((name): Row => {
      const sign = technologySigns.find((each) => each.technology === name)
      const model = models.find((each) => each.technology === name)
      const speaks = speaksOf(name, sign)
      const sinks = new Set([...(model?.sinks ?? []), ...(model?.namedSinks ?? [])].map((each) => each.kind))
      // One file may hold the settings of several libraries.
      const concerns = [
        ...new Set(
          models.flatMap((each) =>
            (each.settings ?? []).flatMap((setting) =>
              (sign?.packages ?? []).some(
                (wanted) => setting.call === wanted || setting.call.startsWith(wanted.endsWith("/") ? wanted : `${wanted}.`),
              )
                ? [setting.concern]
                : [],
            ),
          ),
        ),
      ]
      const facts = [...new Set([...(model?.facts ?? []), ...(model?.namedFacts ?? [])].flatMap((each) => each.is))]
      return {
        group,
        name,
        detected: fixtures.filter((each) => each.stack.has(name)).map((each) => each.id),
        modelled: code
          .filter(({ path, text }) => !/^(?:rules|stack|answers)\//.test(path) && path !== "models/index.ts" && speaks(text))
          .map((each) => each.path)
          .sort((a, b) => Number(b.startsWith("models/")) - Number(a.startsWith("models/")) || (a < b ? -1 : 1)),
        rules: rules
          .filter(
            (rule) =>
              speaks(ruleTexts.get(rule.id) ?? "") ||
              [...sinks].some((sink) => judgeOf(rule, sink) !== null) ||
              concerns.some((concern) => (ruleTexts.get(rule.id) ?? "").includes(`module, "${concern}"`)) ||
              facts.some((fact) => (ruleTexts.get(rule.id) ?? "").includes(`"${fact}"`)),
          )
          .map((rule) => rule.id),
        fixtures: fixtures
          .filter(
            (each) =>
              each.stack.has(name) || (sign?.packages ?? []).some((wanted) => [...each.imported].some((used) => isOf(used, wanted))),
          )
          .map((each) => each.id),
      }
    }),
  )
  const served = practices.map((practice) => ({
    practice,
    rules: rules.filter((rule) => rule.practice === practice).map((rule) => rule.id),
  }))
  const empty = [
    ...rows.flatMap((row) =>
      (["detected", "modelled", "rules", "fixtures"] as const).flatMap((cell) => (row[cell].length === 0 ? [`${row.name}: ${cell}`] : [])),
    ),
    ...served.flatMap((each) => (each.rules.length === 0 ? [`practice ${each.practice}: rules`] : [])),
  ]
  return { rows, practices: served, empty }
}

/** Whether a text of ours speaks of a technology: by its name, or by the name of one of its packages in quotes. */
function speaksOf(name: string, sign: TechnologySign | undefined): (text: string) => boolean {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
  const words = [name, ...(name === "REST" ? ["Route\\b", "routesIn"] : []), ...(ALSO[name] ?? [])].map((word) =>
    name === "REST" ? word : escape(word),
  )
  const packages = (sign?.packages ?? []).map((each) => `["'\`/^(|]${escape(each)}`)
  // Comments of rules name technologies, too; a name that is an ordinary word in lower case counts only as written.
  const pattern = new RegExp(`\\b(?:${words.join("|")})(?![a-z])${packages.length > 0 ? `|(?:${packages.join("|")})` : ""}`)
  return (text) => pattern.test(text)
}

function importsOf(project: Project): string[] {
  return project.sourcePaths.flatMap((path) => project.moduleOf(path)?.imports.map((each) => each.specifier) ?? [])
}

function withManifest(tree: SourceTree, imported: readonly string[]): SourceTree {
  const names = imported.flatMap((each) => /^(?:@[\w.-]+\/)?[a-z][\w.-]*/.exec(each)?.[0] ?? [])
  const path = tree.files.has("package.json") ? "imports/package.json" : "package.json"
  const text = JSON.stringify({ name: "fixture", dependencies: Object.fromEntries(names.map((name) => [name, "*"])) })
  return {
    ...tree,
    entries: new Map(tree.entries).set(path, { path, id: path, mode: "100644" }),
    files: new Map(tree.files).set(path, { path, id: path, text }),
  }
}

function isOf(used: string, wanted: string): boolean {
  return wanted.endsWith("/") ? used.startsWith(wanted) : used === wanted || used.startsWith(`${wanted}/`)
}

function treeOf(path: string): SourceTree {
  const isFolder = statSync(path).isDirectory()
  const at = isFolder && readdirSync(path).includes("head") ? `${path}/head` : path
  const names = isFolder ? filesBelow(at) : [`src/${path.slice(path.lastIndexOf("/") + 1)}`]
  const files = names.map((name) => ({ path: name, id: name, text: readFileSync(isFolder ? `${at}/${name}` : path, "utf8") }))
  return {
    sha: "0".repeat(40),
    entries: new Map(files.map(({ path: file }) => [file, { path: file, id: file, mode: "100644" }])),
    files: new Map(files.map((file) => [file.path, file])),
    unreadable: new Map(),
  }
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`, `${prefix}${entry.name}/`) : [prefix + entry.name],
  )
}

/** `docs/coverage.md`: the two tables. */
export async function renderCoverage(): Promise<string> {
  const { rows, practices, empty } = await readCoverage()
  const lines = [
    "# Coverage",
    "",
    "<!-- Generated by scripts/generate.ts; do not edit. -->",
    "",
    "What the reviewer knows of each technology it promises to know, read from the code and the fixtures by `npm run coverage:expert`, which fails",
    "when a cell is empty. *Detected*: fixtures in whose stack it is recognised. *Modelled*: files of `src/analysis` that hold what its code means.",
    "*Rules*: rules that name it or judge what its model says. *Fixtures*: fixtures that use it.",
    "",
    "| technology | detected | modelled | rules | fixtures |",
    "| --- | --- | --- | --- | --- |",
  ]
  let group = ""
  for (const row of rows) {
    if (row.group !== group) lines.push(`| **${row.group}** | | | | |`)
    group = row.group
    lines.push(`| ${row.name} | ${cell(row.detected, 0)} | ${cell(row.modelled, 2)} | ${cell(row.rules, 2)} | ${cell(row.fixtures, 0)} |`)
  }
  lines.push("", "## Practices", "", "| practice | rules |", "| --- | --- |")
  for (const { practice, rules } of practices)
    lines.push(
      `| ${practice} | ${rules.length === 0 ? "**none**" : `${rules.length}: ${rules.map((id) => `[${id}](rules.md#${id})`).join(", ")}`} |`,
    )
  if (empty.length > 0) lines.push("", "## Empty cells", "", ...empty.map((each) => `- ${each}`))
  return `${lines.join("\n")}\n`
}

function cell(found: readonly string[], named: number): string {
  if (found.length === 0) return "**none**"
  const shown = found.slice(0, named).map((each) => `\`${each.replace(/\.ts$/, "")}\``)
  return named === 0 ? String(found.length) : `${found.length}: ${shown.join(", ")}${found.length > named ? ", …" : ""}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, practices, empty } = await readCoverage()
  const width = Math.max(...rows.map((row) => row.name.length))
  process.stdout.write(`${"technology".padEnd(width)}  detected  modelled  rules  fixtures\n`)
  for (const row of rows)
    process.stdout.write(
      `${row.name.padEnd(width)}  ${String(row.detected.length).padStart(8)}  ${String(row.modelled.length).padStart(8)}  ${String(row.rules.length).padStart(5)}  ${String(row.fixtures.length).padStart(8)}\n`,
    )
  process.stdout.write("\n")
  for (const { practice, rules } of practices)
    process.stdout.write(`${practice.padEnd(width)}  ${String(rules.length).padStart(8)} rules\n`)
  if (empty.length > 0) {
    process.stderr.write(`\nempty cells:\n${empty.map((each) => `  ${each}`).join("\n")}\n`)
    process.exitCode = 1
  }
}
