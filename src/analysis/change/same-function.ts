import type { ChangedFile, Diff } from "../../model/diff.ts"
import { enclosingFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"

// `break` and `return x` are in many functions.
const LEAST_SHARED = 12

/** The lines of a file at the base that a change takes away, 1-based. */
function goneLines({ hunks }: ChangedFile): ReadonlySet<number> {
  return new Set(hunks.flatMap(({ lines }) => lines.flatMap(({ kind, oldLine }) => (kind === "deleted" && oldLine ? [oldLine] : []))))
}

/** A file that a change takes lines from, as it was and as it is. */
export interface ChangedModule {
  readonly file: ChangedFile
  readonly before: SourceModule
  readonly after: SourceModule
  /** Lines of `before` that are no more, 1-based; never empty. */
  readonly gone: ReadonlySet<number>
}

/** The files that a change takes lines from and leaves, if their path at the base is meant and both sides can be read. */
export function* changedModules(base: Project, head: Project, diff: Diff, isMeant: (oldPath: string) => boolean): Generator<ChangedModule> {
  for (const file of diff.files) {
    const { oldPath } = file
    if (file.status === "deleted" || file.status === "copied" || oldPath === null || !isMeant(oldPath)) continue
    const gone = goneLines(file)
    const before = gone.size === 0 ? null : base.moduleOf(oldPath)
    const after = before === null ? null : head.moduleOf(file.path)
    if (before !== null && after !== null) yield { file, before, after, gone }
  }
}

/** Whether one of these lines, 1-based, is a line of the node. */
export function touches(module: SourceModule, node: Node, lines: ReadonlySet<number>): boolean {
  for (let line = module.lineOf(node); line <= module.endLineOf(node); line++) if (lines.has(line)) return true
  return false
}

/** The innermost function around a node that has a name of its own to find it by: a callback within has none. */
export function namedAround(module: SourceModule, node: Node): FunctionNode | null {
  let around = enclosingFunction(node)
  while (around !== null) {
    const outer = enclosingFunction(around)
    if (outer === null || symbolOf(module, around) !== symbolOf(module, outer)) return around
    around = outer
  }
  return null
}

/** Functions with a name of their own by their names and those of what is around them, in source order. */
function functionsOf(module: SourceModule): Map<string, FunctionNode[]> {
  const all = nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")
  const named = all.filter((each) => {
    const outer = enclosingFunction(each)
    return outer === null || symbolOf(module, outer) !== symbolOf(module, each)
  })
  return Map.groupBy(named, (each) => symbolOf(module, each))
}

/** Finds a function of one side on the other; `null` where it is not, or where there is another number of functions of its name. */
export function counterpartIn(module: SourceModule, after: SourceModule): (around: FunctionNode) => FunctionNode | null {
  const before = functionsOf(module)
  const functions = functionsOf(after)
  return (around) => {
    const symbol = symbolOf(module, around)
    const same = functions.get(symbol) ?? []
    const alike = before.get(symbol) ?? []
    return same.length === alike.length ? (same[alike.indexOf(around)] ?? null) : null
  }
}

/** What to call a function in a sentence by the names around it; empty where these say nothing to a reader. */
export function nameForReaders(symbol: string): string {
  const route = /[\w$]+\.(?:get|post|put|patch|delete|all|use|route)\(["'`][^"'`]*["'`]/.exec(symbol)
  if (route) return `${route[0].replaceAll("`", "'").slice(0, 80)})`
  // A callback is called by nobody's name.
  const names = symbol.replace(/(?:^|\.)[\w$.]*\([^.]*$/, "").replaceAll("`", "'")
  return /^(?:exports|default|module\.exports)?$/.test(names) ? "" : names.slice(0, 80)
}

/** The lines of a code that are long enough to be told from others, trimmed and without comments. */
export function tellingLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= LEAST_SHARED && !/^(?:\/\/|\*|\/\*)/.test(line))
}

/** On one line. */
export function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, " ")
}

/** Identifiers that are long enough to stand for the same thing in another file. */
export function tellingNames(code: string): readonly string[] {
  return code.match(/[a-zA-Z_$][\w$]{5,}/g) ?? []
}

/** Without white space, and without the commas that formatters put at the end. */
export function packed(code: string): string {
  return code.replace(/\s+/g, "").replace(/,(?=[)\]}])/g, "")
}
