import { ancestors, bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** A place where code refuses or fails: a `throw`, an answer of 4xx or 5xx, a `catch` that goes on in another way. */
export interface ErrorBranch {
  readonly kind: "throw" | "answer" | "catch"
  readonly node: Node
  /** `404`, where the code says it. */
  readonly status: string | null
  /** The class that is thrown: `NotFoundException`. */
  readonly error: string | null
  /** The longest part of its message that is the same every time. */
  readonly message: string | null
  /** The condition or the clause that leads here; the node itself where nothing does. */
  readonly decision: Node
}

const BY_CLASS: readonly (readonly [RegExp, string])[] = [
  [/^BadRequest/, "400"],
  [/^Unauthori[sz]ed/, "401"],
  [/^Forbidden/, "403"],
  [/^NotFound/, "404"],
  [/^Conflict/, "409"],
  [/^Gone/, "410"],
  [/^UnprocessableEntity/, "422"],
  [/^TooManyRequests/, "429"],
  [/^InternalServerError/, "500"],
  [/^BadGateway/, "502"],
  [/^ServiceUnavailable/, "503"],
]

const BY_NAME: Readonly<Record<string, string>> = {
  BAD_REQUEST: "400",
  UNAUTHORIZED: "401",
  FORBIDDEN: "403",
  NOT_FOUND: "404",
  CONFLICT: "409",
  GONE: "410",
  UNPROCESSABLE_ENTITY: "422",
  TOO_MANY_REQUESTS: "429",
  INTERNAL_SERVER_ERROR: "500",
  BAD_GATEWAY: "502",
  SERVICE_UNAVAILABLE: "503",
}

/** Every error branch of a file, in source order. */
export function errorBranchesIn(module: SourceModule): ErrorBranch[] {
  const found: ErrorBranch[] = []
  for (const node of nodesOf(module.program, "ThrowStatement", "CallExpression", "AssignmentExpression", "CatchClause")) {
    const branch =
      node.type === "ThrowStatement"
        ? thrown(node)
        : node.type === "CatchClause"
          ? caught(node)
          : node.type === "CallExpression"
            ? answered(node)
            : assigned(node)
    if (branch !== null) found.push({ ...branch, node, decision: decisionOf(node) })
  }
  return found
}

type Told = Omit<ErrorBranch, "node" | "decision">

function thrown({ argument }: Node & { type: "ThrowStatement" }): Told | null {
  const value = bare(argument)
  // What was caught or handed in is thrown on; the branch is where it came from.
  if (value.type === "Identifier" || value.type === "MemberExpression") return null
  if (value.type !== "NewExpression" && value.type !== "CallExpression") return { kind: "throw", status: null, error: null, message: null }
  const error = lastName(value.callee)
  const status = value.arguments.map(statusOf).find((each) => each !== null) ?? statusOfClass(error)
  return { kind: "throw", status, error, message: messageOf(value.arguments) }
}

// `res.status(404)`, `reply.code(404)`, `res.sendStatus(404)`; what is thrown is told by its `throw`.
function answered(call: Node & { type: "CallExpression" }): Told | null {
  if (call.callee.type !== "MemberExpression" || !/^(?:status|code|sendStatus|writeHead)$/.test(propertyName(call.callee) ?? ""))
    return null
  const status = call.arguments[0] ? statusOf(call.arguments[0]) : null
  if (status === null) return null
  // `res.status(409).json({ message: "taken" })`
  const sending = call.parent?.type === "MemberExpression" ? call.parent.parent : null
  return { kind: "answer", status, error: null, message: sending?.type === "CallExpression" ? messageOf(sending.arguments) : null }
}

// Koa: `ctx.status = 404`
function assigned({ left, right }: Node & { type: "AssignmentExpression" }): Told | null {
  if (left.type !== "MemberExpression" || !/^status(?:Code)?$/.test(propertyName(left) ?? "")) return null
  if (left.object.type !== "Identifier" || !/^_?(?:ctx|res|response|reply|set)$/.test(left.object.name)) return null
  const status = statusOf(right)
  return status === null ? null : { kind: "answer", status, error: null, message: null }
}

// A clause that throws or answers is told by that; one that is empty or throws on decides nothing.
function caught({ body }: Node & { type: "CatchClause" }): Told | null {
  const last = body.body.at(-1)
  return last?.type === "ReturnStatement" && last.argument !== null && isPlain(last.argument)
    ? { kind: "catch", status: null, error: null, message: null }
    : null
}

function isPlain(node: Node): boolean {
  const value = bare(node)
  return value.type === "Literal" || value.type === "Identifier" || value.type === "ArrayExpression" || value.type === "ObjectExpression"
}

function statusOf(node: Node): string | null {
  const value = bare(node)
  if (value.type === "Literal")
    return typeof value.value === "number" && /^[45]\d\d$/.test(String(value.value)) ? String(value.value) : null
  const name = value.type === "MemberExpression" ? propertyName(value) : null
  return name === null ? null : (BY_NAME[name.replace(/^(?:HTTP_STATUS_|HTTP_|STATUS_)/, "")] ?? null)
}

function statusOfClass(name: string | null): string | null {
  return (name !== null && BY_CLASS.find(([pattern]) => pattern.test(name))?.[1]) || null
}

function lastName(callee: Node): string | null {
  const value = bare(callee)
  return value.type === "Identifier" ? value.name : value.type === "MemberExpression" ? propertyName(value) : null
}

const MIN_MESSAGE = 6

function messageOf(values: readonly Node[]): string | null {
  let longest: string | null = null
  const take = (text: string) => {
    if (text.trim().length >= MIN_MESSAGE && text.length > (longest?.length ?? 0)) longest = text.trim()
  }
  for (const each of values) {
    const value = bare(each)
    if (value.type === "TemplateLiteral") for (const { value: part } of value.quasis) take(part.cooked ?? "")
    else if (value.type === "ObjectExpression") {
      for (const property of value.properties)
        if (property.type === "Property") {
          const text = messageOf([property.value])
          if (text !== null) take(text)
        }
    } else take(stringOf(value) ?? "")
  }
  return longest
}

/** The condition, case or `catch` that leads to a node inside its function. */
function decisionOf(node: Node): Node {
  if (node.type === "CatchClause") return node
  for (const above of ancestors(node)) {
    if (isFunction(above)) break
    if (above.type === "IfStatement" && !contains(above.test, node)) return above.test
    if (above.type === "CatchClause" || above.type === "SwitchCase") return above
  }
  return node
}

function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}
