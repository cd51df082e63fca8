import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isNativePromise, promiseProof } from "../calls/gives-promise.ts"
import type { PromiseProof } from "../calls/gives-promise.ts"
import { misuseOf } from "../calls/promise-misuse.ts"
import type { Misuse, MisuseKind } from "../calls/promise-misuse.ts"
import { isServerPath } from "../calls/server-path.ts"
import { enclosingFunction, nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Those who only hand a promise of a package on may get something with more methods than a promise has.
const SURE: ReadonlySet<MisuseKind> = new Set(["tested", "read", "indexed", "compared"])

export const noPromiseAsValue = defineRule({
  kind: "source",
  id: "no-promise-as-value",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "This tests a promise, not what it will give",
  why: "A promise is always truthy and has none of the properties of its result. Without `await`, the check for “not found” or “not allowed” never fails, and what is read from it is undefined.",
  fix: "`await` the call.",
  cwe: ["CWE-252", "CWE-697"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const misuse = misuseOf(module, node)
      const proof = misuse && proofOf(project, module, node, misuse)
      if (!misuse || !proof) continue
      const name = calleeName(module, node)
      yield {
        at: node,
        // That others await it says what it gives as a rule.
        ...(proof.kind === "habit" ? { confidence: "medium" as const } : {}),
        title: titleOf(misuse, name),
        message: `${reasonFor(proof, name)}: without \`await\`, ${consequenceOf(misuse, module.lineOf(misuse.at))}.`,
        fix: `\`await ${name}(…)\`.`,
        ...(enclosingFunction(node)?.async === true ? { edits: waitFor(node) } : {}),
      }
    }
  },
})

function proofOf(project: Project, module: SourceModule, call: Call, { kind }: Misuse): PromiseProof | null {
  if (SURE.has(kind)) return promiseProof(project, module, call)
  // Most of these are one call chained to another; what the packages give is not looked up for each.
  return isNativePromise(project, module, call) ? { kind: "native" } : null
}

function reasonFor(proof: PromiseProof, name: string): string {
  return proof.kind === "habit"
    ? `This repository awaits \`${name}\` ${proof.awaited} times, so it gives a promise`
    : `\`${name}\` gives a promise`
}

function titleOf({ kind, property }: Misuse, name: string): string {
  switch (kind) {
    case "tested":
      return `The check on \`${name}\` never fails`
    case "compared":
      return `\`${name}\` is compared before it has an answer`
    case "read":
      return `\`${property}\` of a promise is undefined`
    case "indexed":
      return `What is read out of \`${name}\` is undefined`
    case "called":
      return `\`${property}\` is no method of a promise`
    case "text":
      return `\`${name}\` gets into the text as [object Promise]`
    case "iterated":
      return `\`${name}\` gives a promise, which is no list`
    case "spread":
      return `Nothing of what \`${name}\` gives gets into the object`
    case "serialised":
      return `What \`${name}\` gives is sent as \`{}\``
  }
}

function consequenceOf({ kind, property }: Misuse, line: number): string {
  switch (kind) {
    case "tested":
      return `the condition on line ${line} holds whatever it resolves to, because a promise is always truthy`
    case "compared":
      return `the comparison on line ${line} is made with the promise and comes out the same whatever it resolves to`
    case "read":
      return `\`.${property}\` on line ${line} is read from the promise and is undefined`
    case "indexed":
      return `what line ${line} reads from the promise is undefined`
    case "called":
      return `\`.${property}()\` on line ${line} throws, because promises have no such method`
    case "text":
      return `line ${line} writes \`[object Promise]\` instead of what it resolves to`
    case "iterated":
      return `line ${line} throws, because a promise cannot be iterated`
    case "spread":
      return `line ${line} spreads the promise, which has no properties of its own`
    case "serialised":
      return `line ${line} makes \`{}\` of it, because a promise has no properties of its own`
  }
}

function waitFor(node: Call) {
  const isOperand = node.parent?.type === "MemberExpression" && node.parent.object === node
  return isOperand
    ? [
        { start: node.start, end: node.start, text: "(await " },
        { start: node.end, end: node.end, text: ")" },
      ]
    : [{ start: node.start, end: node.start, text: "await " }]
}
