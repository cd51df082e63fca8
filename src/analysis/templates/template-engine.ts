import { isTestPath } from "../classify.ts"
import { ancestors, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export type TemplateEngine = "EJS" | "Eta" | "Handlebars" | "Mustache" | "Pug" | "Nunjucks" | "Swig" | "LiquidJS" | "Dust"

const BY_ENDING: Readonly<Record<string, TemplateEngine>> = {
  ejs: "EJS",
  eta: "Eta",
  hbs: "Handlebars",
  handlebars: "Handlebars",
  mustache: "Mustache",
  mst: "Mustache",
  pug: "Pug",
  jade: "Pug",
  njk: "Nunjucks",
  nunjucks: "Nunjucks",
  swig: "Swig",
  twig: "Swig",
  liquid: "LiquidJS",
  dust: "Dust",
}

// In the order in which they are tried for `.html` views, whose ending does not tell.
const BY_PACKAGE: readonly (readonly [string, TemplateEngine])[] = [
  ["swig", "Swig"],
  ["swig-templates", "Swig"],
  ["nunjucks", "Nunjucks"],
  ["mustache-express", "Mustache"],
  ["mustache", "Mustache"],
  ["eta", "Eta"],
  ["ejs", "EJS"],
  ["hbs", "Handlebars"],
  ["express-handlebars", "Handlebars"],
  ["handlebars", "Handlebars"],
  ["liquidjs", "LiquidJS"],
]

/** The engine that fills in a view: by its ending, for HTML files by the one dependency that can; `null` when that is not clear. */
export function templateEngineOf(project: Project, path: string): TemplateEngine | null {
  const ending = path.slice(path.lastIndexOf(".") + 1)
  const known = BY_ENDING[ending]
  if (known) return known
  const engines = new Set(BY_PACKAGE.filter(([name]) => project.dependsOn(path, name) !== null).map(([, engine]) => engine))
  return engines.size === 1 ? ([...engines][0] ?? null) : null
}

/** An option that switches the escaping of an engine off, with the engine it belongs to. */
export interface EscapingSwitch {
  readonly engine: TemplateEngine
  readonly node: Node
}

/** Without this a file switches no escaping off. */
export const MENTIONS_ESCAPING = /autoescape|noEscape/i

/** Where a file switches automatic escaping off: `swig.setDefaults({ autoescape: false })`, `{ noEscape: true }` and the like. */
export function escapingSwitchesIn(module: SourceModule): EscapingSwitch[] {
  if (!MENTIONS_ESCAPING.test(module.text)) return []
  const found: EscapingSwitch[] = []
  for (const node of nodesOf(module.program, "Property")) {
    if (node.value.type !== "Literal") continue
    const name = propertyName(node)
    const isOff = (/^auto_?escape$/i.test(name ?? "") && node.value.value === false) || (name === "noEscape" && node.value.value === true)
    const call = isOff ? callAround(node) : null
    if (call === null) continue
    const callee = module.textOf(call.callee)
    const engine = name === "noEscape" ? "Handlebars" : (ENGINES.find(([pattern]) => pattern.test(callee))?.[1] ?? null)
    const byImport =
      engine ?? (["swig", "nunjucks", "eta"] as const).find((each) => module.imports.some(({ specifier }) => specifier.startsWith(each)))
    const known = byImport === "swig" ? "Swig" : byImport === "nunjucks" ? "Nunjucks" : byImport === "eta" ? "Eta" : engine
    if (known) found.push({ engine: known, node })
  }
  return found
}

const ENGINES: readonly (readonly [RegExp, TemplateEngine])[] = [
  [/swig/i, "Swig"],
  [/nunjucks|\bEnvironment\b/, "Nunjucks"],
  [/\beta\b/i, "Eta"],
]

function callAround(property: Node): (Node & { type: "CallExpression" | "NewExpression" }) | null {
  for (const above of ancestors(property)) {
    if (above.type === "CallExpression" || above.type === "NewExpression") return above
    if (above.type !== "ObjectExpression" && above.type !== "Property") return null
  }
  return null
}

/** Whether the repository switches the escaping of an engine off for all its views. */
export function isEscapingOff(project: Project, engine: TemplateEngine): boolean {
  return project
    .once("engines without escaping", () => {
      const engines = new Set<TemplateEngine>()
      for (const path of project.sourcePaths) {
        if (isTestPath(path) || !project.mentions(path, MENTIONS_ESCAPING)) continue
        const module = project.moduleOf(path)
        for (const each of module ? escapingSwitchesIn(module) : []) engines.add(each.engine)
      }
      return engines
    })
    .has(engine)
}
