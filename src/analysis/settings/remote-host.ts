import { bare, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { literalOf } from "./read-options.ts"

// This machine, private networks (RFC 1918, RFC 3927), names that are never public (RFC 2606, RFC 6762, RFC 8375) and those that resolvers inside a
// cluster answer.
const NEAR =
  /^(?:127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|host\.docker\.)|\.(?:local|localhost|internal|lan|intranet|corp|home|arpa|private|test|invalid|svc|consul)$/i
const NAME = /^(?:[\w-]+\.)+(?:[a-z]{2,}|\d{1,3})$/i

/** Stands for what is not written in a text that is put together. */
const UNKNOWN = "\u0000"

/** Whether a host is certain to be reached through networks of others: a name with a public ending, or a public address. */
export function isRemoteHost(host: string): boolean {
  return host.length < 254 && NAME.test(host) && !NEAR.test(host)
}

/** A text as far as it is written or kept in constants, with `UNKNOWN` for each part that is not; `null` when it is no text. */
export function writtenText(project: Project, module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  const text = stringOf(inner)
  if (text !== null) return text
  if (inner.type === "TemplateLiteral") {
    let written = ""
    for (const [index, quasi] of inner.quasis.entries()) {
      const expression = inner.expressions[index]
      written += quasi.value.cooked ?? UNKNOWN
      if (expression) written += partText(project, module, expression)
    }
    return written
  }
  if (inner.type === "BinaryExpression" && inner.operator === "+") {
    const parts: Node[] = []
    let left: Node = inner
    while (left.type === "BinaryExpression" && left.operator === "+" && parts.length < 50) {
      parts.push(left.right)
      left = bare(left.left)
    }
    return [...parts, left].reduceRight((written, part) => written + partText(project, module, part), "")
  }
  const value = literalOf(project, module, inner)
  return typeof value === "string" ? value : null
}

function partText(project: Project, module: SourceModule, node: Node): string {
  const value = literalOf(project, module, node)
  return value === undefined || value === null ? UNKNOWN : String(value)
}
