import type { AnsweredSymbol, LineRange } from "../../model/question.ts"
import { ancestors, functionName, isClass, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { ClassNode, FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { shorten } from "./short-list.ts"
import type { ShortList } from "./short-list.ts"

const MAX_RANGES = 500
const MAX_ITEMS = 100
const MAX_SYMBOL = 200

/** A function or class that people would name when asked where a line stands. */
export interface DeclaredSymbol extends AnsweredSymbol {
  readonly node: FunctionNode | ClassNode
}

/** The innermost symbols around lines of a file, in source order; lines at the top level of the file have none. */
export function symbolsAround(project: Project, path: string, ranges: readonly LineRange[]): ShortList<AnsweredSymbol> {
  const module = project.moduleOf(path)
  if (module === null) return { items: [], isCut: false }
  const owners = ownersByLine(project, module)
  const found = new Set<DeclaredSymbol>()
  for (const { startLine, endLine } of ranges.slice(0, MAX_RANGES)) {
    if (!Number.isSafeInteger(startLine) || !Number.isSafeInteger(endLine)) continue
    for (let line = Math.max(1, startLine); line <= Math.min(endLine, owners.length - 1); line++) {
      const owner = owners[line]
      if (owner) found.add(owner)
    }
  }
  const ordered = [...found].sort((a, b) => a.node.start - b.node.start)
  const { items, isCut } = shorten(ordered, MAX_ITEMS)
  return { items: items.map(({ node: _node, ...symbol }) => symbol), isCut: isCut || ranges.length > MAX_RANGES }
}

/** Every symbol of a file in source order; what is around comes before what is inside. */
export function symbolsIn(project: Project, module: SourceModule): readonly DeclaredSymbol[] {
  return project.onceFor(module, "symbols", () => {
    const all = nodesOf(
      module.program,
      "FunctionDeclaration",
      "FunctionExpression",
      "ArrowFunctionExpression",
      "ClassDeclaration",
      "ClassExpression",
    )
    return all.filter(isOwnSymbol).map((node): DeclaredSymbol => {
      const whole = wholeOf(node)
      return {
        symbol: symbolOf(module, node).slice(0, MAX_SYMBOL),
        kind: isClass(node) ? "class" : "function",
        isExported: isExported(module, node),
        startLine: module.lineOf(whole),
        endLine: module.endLineOf(whole),
        node,
      }
    })
  })
}

function ownersByLine(project: Project, module: SourceModule): readonly (DeclaredSymbol | undefined)[] {
  return project.onceFor(module, "symbols by line", () => {
    const owners = Array.from<DeclaredSymbol | undefined>({ length: module.lines.count + 1 })
    for (const symbol of symbolsIn(project, module)) owners.fill(symbol, symbol.startLine, symbol.endLine + 1)
    return owners
  })
}

// `items.map((each) => …)` belongs to the function around it. A callback counts where it is what stands there: a route, a test, a module's own.
function isOwnSymbol(node: FunctionNode | ClassNode): boolean {
  if (isClass(node) || functionName(node) !== null) return true
  const { parent } = node
  if (parent?.type === "CallExpression" && stringOf(parent.arguments[0] ?? parent.callee) !== null) return true
  return ![...ancestors(node)].some((each) => isFunction(each) || isClass(each))
}

// A method begins with its name and decorators, and its value behind them.
function wholeOf(node: FunctionNode | ClassNode): Node {
  const { parent } = node
  return parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition" || parent?.type === "Property" ? parent : node
}

function isExported(module: SourceModule, node: FunctionNode | ClassNode): boolean {
  const around = [...ancestors(node)]
  const method = isFunction(node) && node.parent?.type === "MethodDefinition" ? around.find((each) => isClass(each)) : undefined
  const top = method ?? node
  if ([...ancestors(top)].some((each) => isFunction(each) || isClass(each))) return false
  const name = isClass(top) ? (top.id?.name ?? null) : functionName(top)
  for (const [exported, each] of module.exports) {
    if (each.kind !== "node") continue
    if (each.node === top || exported === name) return true
    if (each.node.type === "Identifier" ? each.node.name === name : each.node.start <= top.start && top.end <= each.node.end) return true
  }
  return false
}
