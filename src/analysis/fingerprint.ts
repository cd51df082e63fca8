import { createHash } from "node:crypto"
import type { Project } from "./source/project.ts"
import { ancestors, descendants, functionName, isClass, isFunction } from "./source/ast.ts"
import type { SourceModule } from "./source/module.ts"

/** What a finding is about, without line numbers: rule, path, symbol and code. */
export interface Identity {
  readonly rule: string
  /** Path at the head, also for findings of the base. */
  readonly path: string
  readonly symbol: string
  readonly code: string
}

/** Twenty hex digits that stay the same while the code stays the same; `occurrence` tells apart equal code in one symbol. */
export function fingerprintOf(identity: Identity, occurrence: number): string {
  const parts = [identity.rule, identity.path, identity.symbol, identity.code, String(occurrence)]
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 20)
}

/** Code with white space, quotes' contents and numbers removed, so that formatting and copy edits keep the fingerprint. */
export function normaliseCode(code: string): string {
  return code
    .slice(0, 2_000)
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""')
    .replace(/\b\d+(?:\.\d+)?\b/g, "0")
    .replace(/[\s;,]+/g, "")
    .slice(0, 400)
}

/** The names of the functions and classes around an offset, outermost first; a route's callback goes by method and path. */
export function symbolAt(project: Project, path: string, offset: number): string {
  const module = project.moduleOf(path)
  return module === null ? "" : symbolInModule(module, offset)
}

function symbolInModule(module: SourceModule, offset: number): string {
  let inner = null
  for (const node of descendants(module.program, (each) => offset < each.start || offset >= each.end)) {
    if (offset >= node.start && offset < node.end && (isFunction(node) || isClass(node))) inner = node
  }
  if (inner === null) return ""
  const names: string[] = []
  for (const node of [inner, ...ancestors(inner)]) {
    if (isClass(node)) names.push(node.id?.name ?? "class")
    else if (isFunction(node)) names.push(functionName(node) ?? callbackName(module, node.parent) ?? "")
  }
  return names
    .reverse()
    .filter((name) => name !== "")
    .join(".")
}

function callbackName(module: SourceModule, parent: { type: string; start: number } | undefined): string | null {
  if (parent?.type !== "CallExpression") return null
  const call = module.text.slice(parent.start, parent.start + 80)
  return /^[\w.$]+\(\s*(?:["'`][^"'`\n]*["'`])?/.exec(call)?.[0].replace(/\s+/g, "") ?? null
}
