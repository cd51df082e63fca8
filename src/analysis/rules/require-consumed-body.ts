import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"

const REQUESTS = /^undici\.(?:request|(?:Pool|Client|Agent|BalancedPool|RetryAgent|ProxyAgent)\(\)\.request)$/

// https://undici.nodejs.org/#/?id=garbage-collection: "always consume or cancel the response body".
export const requireConsumedBody = defineRule({
  kind: "source",
  id: "require-consumed-body",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "high",
  title: "An answer that is not read keeps its connection",
  why: "undici gives a connection back when the body of the answer was read to its end. Where a status ends the function before that, the connection stays taken, and after as many such answers as there are connections every request waits.",
  fix: "Read the body or let it go: `await body.dump()`.",
  cwe: ["CWE-772", "CWE-404"],
  needs: { path: "server", words: ["undici"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "VariableDeclarator")) {
      const call = node.init ? bare(node.init) : null
      if (node.init?.type !== "AwaitExpression" || call?.type !== "CallExpression") continue
      if (!REQUESTS.test(originOf(project, module, call.callee) ?? "")) continue
      if (isHeadAlone(node.id)) {
        yield {
          at: node,
          title: "The connection of this answer is not given back",
          message: `Nobody takes the body of this answer: undici keeps the connection for it, and after as many such answers as there are connections in the pool every request waits.`,
          fix: "Take `body` as well and let it go: `await body.dump()`.",
        }
        continue
      }
      const answer = namesOf(node.id)
      const leaving = answer && leavingUnread(module, node, answer)
      if (!answer || !leaving) continue
      const body = answer.body ?? `${answer.whole}.body`
      yield {
        at: leaving,
        title: "The connection of this answer is not given back",
        message: `Whoever leaves here has not read \`${body}\`: undici keeps the connection for it, and after as many such answers as there are connections in the pool every request waits.`,
        fix: `\`await ${body}.dump()\` before it, or read the text for the error.`,
      }
    }
  },
})

// `const { statusCode } = await request(url)`
function isHeadAlone(id: Node): boolean {
  return (
    id.type === "ObjectPattern" &&
    id.properties.length > 0 &&
    id.properties.every((each) => each.type === "Property" && HEAD.test(propertyName(each) ?? ""))
  )
}

const HEAD = /^(?:statusCode|headers|trailers|statusText)$/

interface AnswerNames {
  /** What the body was taken out as. */
  readonly body: string | null
  readonly whole: string | null
}

function namesOf(id: Node): AnswerNames | null {
  if (id.type === "Identifier") return { body: null, whole: id.name }
  if (id.type !== "ObjectPattern") return null
  for (const each of id.properties) {
    // Whatever the rest is called has the body.
    if (each.type !== "Property") return null
    if (propertyName(each) === "body" && each.value.type === "Identifier") return { body: each.value.name, whole: null }
  }
  return null
}

/** What ends the function in the first `if` about the status, where nothing was done with the body before. */
function leavingUnread(module: SourceModule, declared: Node, { body, whole }: AnswerNames): Node | null {
  const statement = declared.parent
  const block = statement?.parent
  if (!statement || block?.type !== "BlockStatement") return null
  const isRead = (root: Node) =>
    [root, ...descendants(root)].some(
      (each) =>
        each.type === "Identifier" &&
        (each.name === body ||
          // Handed on as a whole or asked for its body.
          (each.name === whole && !(each.parent?.type === "MemberExpression" && each.parent.object === each && isOfHead(each.parent)))),
    )
  for (const each of block.body.slice(block.body.indexOf(statement as never) + 1)) {
    if (each.type === "IfStatement" && /status(?:Code)?\b/i.test(module.textOf(each.test)) && !isRead(each)) {
      const { consequent } = each
      if (consequent.type === "ThrowStatement" || consequent.type === "ReturnStatement") return consequent
      const isLeaving = (inner: Node) => inner.type === "ThrowStatement" || inner.type === "ReturnStatement"
      return [...descendants(consequent, (inner) => isFunction(inner))].find(isLeaving) ?? null
    }
    if (isRead(each)) return null
  }
  return null
}

function isOfHead(member: Node): boolean {
  return HEAD.test(propertyName(member) ?? "")
}
