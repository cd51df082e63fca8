import type { AnsweredCaller } from "../../model/question.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolAt } from "../symbol-at.ts"
import { onOneLine } from "./short-list.ts"
import type { ShortList } from "./short-list.ts"
import { symbolsIn } from "./symbols.ts"

const MAX_ITEMS = 40
// Each is parsed; callers further away than these along the imports are rare and say little.
const MAX_FILES = 150
const MAX_LINE = 200

/**
 * Where functions, methods or classes of this name in a file are called, or handed on to be called, nearest files first. `create` also means
 * `OrderService.create`. Only calls are told whose callee can be followed to the declaration.
 */
export function callersOf(project: Project, path: string, symbol: string): ShortList<AnsweredCaller> {
  const module = project.moduleOf(path)
  if (module === null || symbol === "") return { items: [], isCut: false }
  const declared = symbolsIn(project, module).filter((each) => each.symbol === symbol || each.symbol.endsWith(`.${symbol}`))
  const targets = new Set<Node>(declared.map(({ node }) => node))
  const name = symbol.slice(symbol.lastIndexOf(".") + 1)
  if (targets.size === 0) return { items: [], isCut: false }
  const { paths, isCut } = filesAround(project, path, name)
  const items: AnsweredCaller[] = []
  for (const each of paths) {
    const caller = project.moduleOf(each)
    if (caller === null) continue
    for (const line of linesThatUse(project, caller, { targets, name })) {
      if (items.length === MAX_ITEMS) return { items, isCut: true }
      items.push(line)
    }
  }
  return { items, isCut }
}

// Importers may call a default export by another name; files further away have it from an index and name it.
function filesAround(project: Project, path: string, name: string): { readonly paths: readonly string[]; readonly isCut: boolean } {
  const importers = importersOf(project)
  const near = new Set([path, ...(importers.get(path) ?? [])])
  const seen = new Set(near)
  const paths = [...near]
  const waiting = [...near]
  for (const each of waiting) {
    for (const further of importers.get(each) ?? []) {
      if (seen.has(further)) continue
      seen.add(further)
      waiting.push(further)
      if (project.textOf(further)?.includes(name)) paths.push(further)
    }
  }
  return { paths: paths.slice(0, MAX_FILES), isCut: paths.length > MAX_FILES }
}

function* linesThatUse(
  project: Project,
  module: SourceModule,
  { targets, name }: { readonly targets: ReadonlySet<Node>; readonly name: string },
): Generator<AnsweredCaller> {
  const seen = new Set<number>()
  const isTarget = (expression: Node): boolean => {
    const node = bare(expression)
    if (node.type === "MemberExpression" ? propertyName(node) !== name : node.type !== "Identifier") return false
    const meaning = meaningOf(project, module, node)
    return meaning !== null && "node" in meaning && targets.has(meaning.node)
  }
  for (const call of nodesOf(module.program, "CallExpression", "NewExpression")) {
    if (![call.callee, ...call.arguments].some(isTarget)) continue
    const line = module.lineOf(call.callee.type === "MemberExpression" ? call.callee.property : call)
    if (seen.has(line)) continue
    seen.add(line)
    const text = module.text.slice(module.lines.startOf(line), module.lines.endOf(line))
    yield { path: module.path, line, symbol: symbolAt(project, module.path, call.start).slice(0, 200), text: onOneLine(text, MAX_LINE) }
  }
}
