import type { ChangedFile, Diff } from "../../model/diff.ts"
import { classifyPath, machineMade } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { isClass, isFunction } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import { viewChange } from "./change-view.ts"

export type Verb = "adds" | "changes" | "removes"

export interface Part {
  readonly verb: Verb
  readonly kind:
    | "route"
    | "model"
    | "migration"
    | "export"
    | "dependency"
    | "variable"
    | "script"
    | "configuration"
    | "container"
    | "test"
    | "documentation"
    | "file"
  /** `POST /orders`, `Order`, `express 4.19.2 → 5.1.0`. */
  readonly name: string
}

export interface Sides {
  readonly diff: Diff
  readonly base: Project
  readonly head: Project
}

/** What a change touches, the most telling parts first. Each part once. */
export function changedParts({ diff, base, head }: Sides): Part[] {
  const parts: Part[] = []
  const change = viewChange(diff)
  for (const file of diff.files) {
    const oldPath = file.oldPath
    const kind = classifyPath(file.path)
    if (machineMade(file.path) !== null || kind === "lockfile") continue
    if (kind === "source") {
      const touched = (start: number, end: number) => change.touches(file.path, start, end)
      const before = oldPath === null ? null : namesIn(base, oldPath, () => false)
      const after = file.status === "deleted" ? null : namesIn(head, file.path, touched)
      parts.push(...compareNames(before, after))
    } else if (kind === "schema" && file.path.endsWith(".prisma"))
      parts.push(...prismaModels(oldPath === null ? "" : (base.textOf(oldPath) ?? ""), head.textOf(file.path) ?? ""))
    else if (kind === "manifest") parts.push(...manifestParts(base, head, file))
    else if (kind === "migration")
      parts.push({ verb: verbOf(file), kind: "migration", name: file.path.slice(file.path.lastIndexOf("/") + 1) })
    else if (kind === "test") parts.push({ verb: verbOf(file), kind: "test", name: file.path })
    else if (kind === "container") parts.push({ verb: verbOf(file), kind: "container", name: file.path })
    else if (kind === "documentation") parts.push({ verb: verbOf(file), kind: "documentation", name: file.path })
    else if (kind === "other") parts.push({ verb: verbOf(file), kind: "file", name: file.path })
    else parts.push({ verb: verbOf(file), kind: "configuration", name: file.path })
  }
  const order: readonly Part["kind"][] = [
    "route",
    "model",
    "migration",
    "dependency",
    "export",
    "variable",
    "script",
    "container",
    "configuration",
    "test",
    "documentation",
    "file",
  ]
  const unique = new Map(parts.map((part) => [`${part.verb} ${part.kind} ${part.name}`, part]))
  return [...unique.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}

type Names = Map<string, { readonly part: Omit<Part, "verb">; readonly changed: boolean }>

function namesIn(project: Project, path: string, touched: (start: number, end: number) => boolean): Names {
  const names: Names = new Map()
  const module = project.moduleOf(path)
  if (!module) return names
  for (const route of routesIn(project, path)) {
    if (route.method === "USE" || route.path === null) continue
    const running = route.handler.functionModule === module ? route.handler.function : null
    const changed =
      touched(module.lineOf(route.node), module.endLineOf(route.node)) ||
      (running !== null && touched(module.lineOf(running), module.endLineOf(running)))
    names.set(`route ${routeLabel(route)}`, { part: { kind: "route", name: routeLabel(route) }, changed })
  }
  for (const [name, offered] of module.exports) {
    if (offered.kind !== "node" || name === "default") continue
    const meaning = meaningOf(project, module, offered.node)
    const node = meaning && "node" in meaning && meaning.module === module ? meaning.node : offered.node
    const model = isClass(node) && node.decorators.some((each) => /^@(?:Entity|Schema|Table)\b/.test(module.textOf(each)))
    if (!model && !isFunction(node) && !isClass(node)) continue
    names.set(`export ${name}`, {
      part: { kind: model ? "model" : "export", name: model ? name : `${name}${isFunction(node) ? "()" : ""}` },
      changed: touched(module.lineOf(node), module.endLineOf(node)),
    })
  }
  for (const match of module.code.matchAll(/\b(?:mongoose\.model|sequelize\.define|connection\.model)\s*\(\s*["'`](\w+)["'`]/g)) {
    const line = module.lines.lineAt(match.index)
    names.set(`model ${match[1]}`, { part: { kind: "model", name: match[1] as string }, changed: touched(line, line) })
  }
  return names
}

function compareNames(before: Names | null, after: Names | null): Part[] {
  const parts: Part[] = []
  for (const [key, { part, changed }] of after ?? []) {
    if (!before?.has(key)) parts.push({ verb: "adds", ...part })
    else if (changed) parts.push({ verb: "changes", ...part })
  }
  for (const [key, { part }] of before ?? []) if (!after?.has(key)) parts.push({ verb: "removes", ...part })
  return parts
}

function prismaModels(before: string, after: string): Part[] {
  const read = (text: string) =>
    new Map(
      [...text.matchAll(/^model\s+(\w+)\s*\{([^}]*)\}/gm)].map((match) => [match[1] as string, (match[2] as string).replace(/\s+/g, " ")]),
    )
  const old = read(before)
  const current = read(after)
  const parts: Part[] = []
  for (const [name, body] of current)
    if (old.get(name) !== body) parts.push({ verb: old.has(name) ? "changes" : "adds", kind: "model", name })
  for (const name of old.keys()) if (!current.has(name)) parts.push({ verb: "removes", kind: "model", name })
  return parts
}

function manifestParts(base: Project, head: Project, file: ChangedFile): Part[] {
  const before = base.manifests.find((each) => each.path === file.oldPath)
  const after = head.manifests.find((each) => each.path === file.path)
  const parts: Part[] = []
  for (const group of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const) {
    const old = before?.[group] ?? {}
    const current = after?.[group] ?? {}
    for (const [name, range] of Object.entries(current)) {
      if (old[name] === undefined) parts.push({ verb: "adds", kind: "dependency", name: `${name} ${range}` })
      else if (old[name] !== range) parts.push({ verb: "changes", kind: "dependency", name: `${name} ${old[name]} → ${range}` })
    }
    for (const name of Object.keys(old)) if (current[name] === undefined) parts.push({ verb: "removes", kind: "dependency", name })
  }
  const scripts = { ...before?.scripts, ...after?.scripts }
  for (const name of Object.keys(scripts)) {
    const old = before?.scripts[name]
    const current = after?.scripts[name]
    if (old !== current)
      parts.push({
        verb: old === undefined ? "adds" : current === undefined ? "removes" : "changes",
        kind: "script",
        name: `npm script ${name}`,
      })
  }
  return parts.length > 0 ? parts : [{ verb: verbOf(file), kind: "configuration", name: file.path }]
}

function verbOf(file: ChangedFile): Verb {
  return file.status === "added" || file.status === "copied" ? "adds" : file.status === "deleted" ? "removes" : "changes"
}
