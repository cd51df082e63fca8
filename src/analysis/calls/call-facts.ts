import { canonicalPath, factsOf } from "../model-index.ts"
import type { FactKind } from "../models/model.ts"
import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MAX_TEXT = 400

export type Call = Node & { type: "CallExpression" }

/** What the models say about one call. */
export interface CallFacts {
  readonly facts: readonly FactKind[]
  /** Canonical access path of the callee; `null` when it does not come from a package. */
  readonly path: string | null
  /** The text before the method without white space; empty for a plain call. */
  readonly receiver: string
  readonly method: string
  /** The callee as written, on one line and short enough for a sentence. */
  readonly name: string
}

/** Looks a call up in the models, by its access path and else by the usual name of its receiver. */
export function callFacts(project: Project, module: SourceModule, call: Call): CallFacts {
  const latest = project.once("latest call facts", (): Latest => ({ module: null, known: new Map() }))
  if (latest.module !== module) {
    latest.module = module
    latest.known = new Map()
  }
  let facts = latest.known.get(call)
  if (facts === undefined) latest.known.set(call, (facts = findFacts(project, module, call)))
  return facts
}

// Thirty rules ask about every call of a file, one rule after the other; facts about earlier files are asked for again seldom.
interface Latest {
  module: SourceModule | null
  known: Map<Call, CallFacts>
}

function findFacts(project: Project, module: SourceModule, call: Call): CallFacts {
  const callee = bare(call.callee)
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  const receiver = callee.type === "MemberExpression" ? receiverText(module, callee.object) : ""
  const origin = originOf(project, module, callee)
  const facts = origin === null && method === "" ? [] : factsOf(origin, receiver, method)
  return { facts, path: origin === null ? null : canonicalPath(origin), receiver, method, name: calleeName(module, call) }
}

// Receivers that models know by name are short; in a chain of a thousand calls each would be a copy of the file.
function receiverText(module: SourceModule, object: Node): string {
  return object.end - object.start > MAX_TEXT ? "" : module.textOf(object).replace(/\s+/g, "")
}

// `db.select({ id: orders.id, total: orders.total }).from` is `db.select(…).from`: a title has no room for its columns.
const LONG_ARGUMENTS = /\((?:[^()]|\([^()]*\)){16,}\)/g

/** `store.orders.list`, without arguments, on one line, at most 60 characters and safe between backticks. */
export function calleeName(module: SourceModule, call: Call): string {
  const text = module.code.slice(call.callee.start, Math.min(call.callee.end, call.callee.start + MAX_TEXT)).replaceAll("`", "'")
  const name = onOneLine(text).replace(LONG_ARGUMENTS, "(…)")
  return name.length > 60 ? `${name.slice(0, 59)}…` : name
}

/** Code without white space but where two words would become one: `new Pool().query` of a chain over two lines. */
export function onOneLine(code: string): string {
  return code.replace(/(?<=[\w$])\s+(?=[\w$])/g, " ").replace(/\s+(?![\w$])|(?<![\w$])\s+/g, "")
}

/** The whole expression a call is the beginning of, `find().sort().limit(5)`, with the names of the methods after the call. */
export function chainOf(call: Node): { readonly top: Node; readonly methods: readonly string[] } {
  const methods: string[] = []
  let top = call
  for (;;) {
    const parent = top.parent
    if (!parent) break
    if (
      parent.type === "ChainExpression" ||
      parent.type === "TSNonNullExpression" ||
      parent.type === "ParenthesizedExpression" ||
      parent.type === "TSAsExpression"
    ) {
      top = parent
      continue
    }
    if (parent.type !== "MemberExpression" || parent.object !== top) break
    const outer = parent.parent
    if (outer?.type !== "CallExpression" || outer.callee !== parent) break
    methods.push(propertyName(parent) ?? "")
    top = outer
  }
  return { top, methods }
}
