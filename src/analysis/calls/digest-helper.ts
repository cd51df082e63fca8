import { bare, descendants, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// Whoever hashes and does more besides has a name and a purpose of its own.
const MAX_LENGTH = 300
const MAX_CHAIN = 8

/** A hash without a key that a function of the repository makes of what it is given: `const sha256 = (text) => createHash("sha256")…`. */
export interface HelperDigest {
  readonly algorithm: string
  /** The arguments of the call that go into the hash. */
  readonly inputs: readonly Node[]
  /** The names the function has for them. */
  readonly names: readonly string[]
}

/** The hash a call makes through a short function of the repository; `null` when it makes none, or does anything else. */
export function helperDigest(project: Project, module: SourceModule, call: Call): HelperDigest | null {
  if (call.arguments.length === 0 || call.arguments.length > 3) return null
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind !== "function" || meaning.node.end - meaning.node.start > MAX_LENGTH) return null
  const made = project.onceFor(meaning.node, "digest helper", () => digestIn(project, meaning.module, meaning.node))
  if (made === null) return null
  const inputs = made.parameters.flatMap((index) => call.arguments[index] ?? [])
  return inputs.length === 0 ? null : { algorithm: made.algorithm, inputs, names: made.names }
}

interface Made {
  readonly algorithm: string
  readonly parameters: readonly number[]
  readonly names: readonly string[]
}

function digestIn(project: Project, module: SourceModule, node: FunctionNode): Made | null {
  if (!/createHash/.test(module.textOf(node))) return null
  const names = node.params.map((each) => (each.type === "Identifier" ? each.name : ""))
  let algorithm: string | null = null
  const parameters = new Set<number>()
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression") continue
    if (originOf(project, module, each.callee) === "crypto.createHash") {
      if (algorithm !== null) return null
      algorithm = stringOf(each.arguments[0])
      if (algorithm === null) return null
    }
    if (each.callee.type !== "MemberExpression" || propertyName(each.callee) !== "update") continue
    for (const [index, name] of names.entries())
      if (each.arguments[0] && [...descendants(each.arguments[0])].some((one) => one.type === "Identifier" && one.name === name))
        parameters.add(index)
  }
  return algorithm === null ? null : { algorithm, parameters: [...parameters], names: [...parameters].map((index) => names[index] ?? "") }
}

/** The `createHash(…)` or `createHmac(…)` that a chain of `update` calls begins with. */
export function startOfUpdates(node: Node): Node {
  let inner = bare(node)
  for (let depth = 0; depth < MAX_CHAIN; depth++) {
    if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression" || propertyName(inner.callee) !== "update") return inner
    inner = bare(inner.callee.object)
  }
  return inner
}
