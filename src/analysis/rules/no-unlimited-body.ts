import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const REQUEST = /^(?:(?:ctx|context|event)\.)?(?:_?req|request|incoming)(?:\.(?:raw|req))?$/
// Whoever counts, refuses or cuts off has a limit, however it is written.
const LIMITED = /length|size|limit|\bmax|bytes|destroy|pause|413|too_?large/i

export const noUnlimitedBody = defineRule({
  kind: "source",
  id: "no-unlimited-body",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "high",
  title: "The body of a request is collected however large it is",
  why: "A body that is put together by hand has only the limit that is written there. Without one a single client sends until the memory of the process is used up, and everybody's requests end with it.",
  fix: "Count the bytes while they arrive, answer 413 above a limit and stop reading.",
  cwe: ["CWE-770", "CWE-400"],
  needs: { path: "server", reached: true, text: [/\bfor\s+await\b|["'`]data["'`]|\braw-body\b/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ForOfStatement", "CallExpression")) {
      if (node.type === "CallExpression" && readsAll(project, module, node)) {
        const reach = reachOf(project, node)
        if (reach) yield { at: node, ...claimOf(reach.route), fix: "Give a `limit`, and answer 413 when it throws." }
        continue
      }
      const collected = node.type === "ForOfStatement" ? iterated(module, node) : listened(module, node)
      const around = collected && readerAround(node)
      if (!collected || !around?.body || !collects(collected.body, collected.chunk) || isLimited(module, around)) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      yield {
        at: { start: node.start, end: collected.body.start },
        ...claimOf(reach.route),
      }
    }
  },
})

function claimOf(route: string) {
  return {
    title: `The body of \`${route}\` is collected however large it is`,
    message: `Nothing here counts what arrives: one client that goes on sending to \`${route}\` fills the memory of the process, and all other requests end with it.`,
    key: "unlimited body",
  }
}

// `await getRawBody(req)` of raw-body has the limit it is given, and none without: https://github.com/stream-utils/raw-body#api
function readsAll(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): boolean {
  const [request, options] = call.arguments
  if (!request || !isRequest(module, request) || !/^raw-body(?:\.default)?$/.test(originOf(project, module, call.callee) ?? ""))
    return false
  const given = options && bare(options)
  // An encoding alone, or a callback.
  if (given === undefined || given.type === "Literal" || isFunction(given)) return true
  return given.type === "ObjectExpression" && given.properties.every((each) => each.type === "Property" && propertyName(each) !== "limit")
}

interface Collected {
  readonly chunk: string
  readonly body: Node
}

// `for await (const chunk of req) chunks.push(chunk)`
function iterated(module: SourceModule, node: Node & { type: "ForOfStatement" }): Collected | null {
  if (!node.await || node.left.type !== "VariableDeclaration" || !isRequest(module, node.right)) return null
  const chunk = node.left.declarations[0]?.id
  return chunk?.type === "Identifier" ? { chunk: chunk.name, body: node.body } : null
}

// `req.on("data", (chunk) => (body += chunk))`
function listened(module: SourceModule, node: Node & { type: "CallExpression" }): Collected | null {
  const { callee } = node
  if (callee.type !== "MemberExpression" || !/^(?:on|addListener)$/.test(propertyName(callee) ?? "")) return null
  if (stringOf(node.arguments[0]) !== "data" || !isRequest(module, callee.object)) return null
  const listener = node.arguments[1] && bare(node.arguments[1])
  const chunk = isFunction(listener) ? listener.params[0] : undefined
  return isFunction(listener) && listener.body && chunk?.type === "Identifier" ? { chunk: chunk.name, body: listener.body } : null
}

function isRequest(module: SourceModule, node: Node): boolean {
  return REQUEST.test(module.code.slice(node.start, Math.min(node.end, node.start + 60)))
}

/** Whether a chunk goes to where all the others are: pushed to a list or added to a text. */
function collects(body: Node, chunk: string): boolean {
  const isChunk = (node: Node | undefined) => {
    const value = node && bare(node)
    if (value?.type !== "CallExpression") return value?.type === "Identifier" && value.name === chunk
    // `chunk.toString()`, `Buffer.from(chunk)`
    const inner = value.callee.type === "MemberExpression" && value.arguments.length === 0 ? bare(value.callee.object) : value.arguments[0]
    return inner?.type === "Identifier" && inner.name === chunk
  }
  return [body, ...descendants(body)].some(
    (each) =>
      (each.type === "CallExpression" &&
        each.callee.type === "MemberExpression" &&
        propertyName(each.callee) === "push" &&
        isChunk(each.arguments[0])) ||
      (each.type === "AssignmentExpression" && each.operator === "+=" && isChunk(each.right)),
  )
}

/** The function that puts the body together, around the promise it may be put together in. */
function readerAround(node: Node): FunctionNode | null {
  const around = enclosingFunction(node)
  return around?.parent?.type === "NewExpression" ? (enclosingFunction(around) ?? around) : around
}

function isLimited(module: SourceModule, around: FunctionNode): boolean {
  return [...descendants(around)].some(
    (each) =>
      (each.type === "Identifier" && LIMITED.test(each.name)) ||
      (each.type === "Literal" && LIMITED.test(module.namesOf(each).slice(0, 200))),
  )
}
