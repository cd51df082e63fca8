import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const WRITES_OUT = /^(?:stringify|inspect|format|from|encode|dump|assign|entries|fromEntries|values)$/

/** A call that is handed every variable the process was started with. */
export interface WholeEnvironment {
  /** `process.env`. */
  readonly node: Node
  readonly call: Node & { type: "CallExpression" | "NewExpression" }
}

/** The calls of a file that are handed the whole of `process.env`: as it is, in an object or a list, spread, or written out as a text. */
export function* wholeEnvironments(module: SourceModule): Generator<WholeEnvironment> {
  for (const node of nodesOf(module.program, "MemberExpression")) {
    if (propertyName(node) !== "env" || module.textOf(node) !== "process.env") continue
    const call = takerOf(node)
    if (call) yield { node, call }
  }
}

function takerOf(node: Node): WholeEnvironment["call"] | null {
  let below: Node = node
  for (let up = node.parent; up; below = up, up = up.parent) {
    switch (up.type) {
      case "Property":
        if (up.value !== below) return null
        break
      case "ObjectExpression":
      case "ArrayExpression":
      case "SpreadElement":
      case "TemplateLiteral":
        break
      case "BinaryExpression":
        if (up.operator !== "+") return null
        break
      case "CallExpression":
      case "NewExpression": {
        if (up.callee === below) return null
        const callee = bare(up.callee)
        if (callee.type === "MemberExpression" && WRITES_OUT.test(propertyName(callee) ?? "")) break
        return up
      }
      default:
        if (bare(up) === up) return null
    }
  }
  return null
}
