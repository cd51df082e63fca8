import { isTestPath } from "../classify.ts"
import { bare, descendants, propertyName, propertyOf, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import { isRecord, parseJson } from "./manifest.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

/** An app that PM2 runs in several processes behind one port. */
export interface ClusteredApp {
  readonly path: string
  /** 1-based line that says how many. */
  readonly line: number
  /** As the file writes it: `4`, `max`. */
  readonly instances: string
  /** Folder whose code the app runs. */
  readonly folder: string
  /** The file it starts, as it is written, and the line that says so. */
  readonly script: string
  readonly scriptLine: number
}

const ECOSYSTEM = /(?:^|\/)(?:ecosystem(?:\.\w+)?(?:\.config)?|pm2(?:\.\w+)?(?:\.config)?|process)\.(?:[cm]?js|json)$/

/** The apps of all ecosystem files that run in cluster mode with more than one process; those named after development are left out. */
export function clusteredApps(project: Project): readonly ClusteredApp[] {
  return project.once("clustered apps", () =>
    [...project.tree.files.keys()]
      .filter((path) => ECOSYSTEM.test(path) && !isTestPath(path))
      .sort()
      .flatMap((path) => (path.endsWith(".json") ? appsInJson(project, path) : appsInModule(project, path))),
  )
}

function appsInModule(project: Project, path: string): ClusteredApp[] {
  const module = project.moduleOf(path)
  if (!module) return []
  const apps: ClusteredApp[] = []
  for (const node of descendants(module.program)) {
    if (node.type !== "ObjectExpression") continue
    const script = propertyOf(node, "script")
    const instances = optionOf(module, node, "instances")
    if (!script || !instances || /dev|local|test/i.test(stringOf(propertyOf(node, "name")) ?? "")) continue
    const count = countOf(instances)
    const mode = stringOf(optionOf(module, node, "exec_mode") ?? optionOf(module, node, "execMode"))
    if (count === null || !isCluster(count, mode)) continue
    const own = { script: stringOf(script) ?? "", scriptLine: module.lineOf(script) }
    apps.push({ path, line: module.lineOf(instances), instances: count, folder: folderOf(path), ...own })
  }
  return apps
}

/** An option of an app, its own or one of what is spread into it: `{ ...shared, name: "api" }`. The last one counts. */
function optionOf(module: SourceModule, node: Node & { type: "ObjectExpression" }, name: string): Node | null {
  let found: Node | null = null
  for (const property of node.properties) {
    if (property.type === "Property" && propertyName(property) === name) found = property.value
    if (property.type !== "SpreadElement" || property.argument.type !== "Identifier") continue
    const declaration = module.bindings.resolve(property.argument)?.declaration
    if (declaration?.type === "VariableDeclarator") found = propertyOf(declaration.init, name) ?? found
  }
  return found
}

function appsInJson(project: Project, path: string): ClusteredApp[] {
  const text = project.textOf(path) ?? ""
  const document = parseJson(text)
  const listed = isRecord(document) && Array.isArray(document["apps"]) ? document["apps"] : [document]
  return listed.flatMap((app: unknown): ClusteredApp[] => {
    if (!isRecord(app) || typeof app["script"] !== "string") return []
    const { instances, exec_mode: mode } = app
    if (typeof instances !== "number" && typeof instances !== "string") return []
    if (!isCluster(String(instances), typeof mode === "string" ? mode : null)) return []
    const at = text.indexOf('"instances"')
    const line = text.slice(0, at).split("\n").length
    const scriptLine = text.slice(0, Math.max(text.indexOf(app["script"]), 0)).split("\n").length
    return [{ path, line, instances: String(instances), folder: folderOf(path), script: app["script"], scriptLine }]
  })
}

function countOf(node: Node): string | null {
  const inner = bare(node)
  if (inner.type === "Literal" && (typeof inner.value === "number" || typeof inner.value === "string")) return String(inner.value)
  return inner.type === "UnaryExpression" && inner.operator === "-" && inner.argument.type === "Literal"
    ? `-${String(inner.argument.value)}`
    : null
}

// PM2: `instances` above one switches to cluster mode unless `exec_mode` says fork; `max` and 0 are one for each processor.
function isCluster(instances: string, mode: string | null): boolean {
  return mode !== "fork" && mode !== "fork_mode" && (instances === "max" || (/^-?\d+$/.test(instances) && instances !== "1"))
}
