import { reachOf } from "../reach.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { returnedFailures } from "../calls/returned-failure.ts"
import { isServerPath } from "../calls/server-path.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// From this many answers on it is how a repository works.
const MANY = 6

export const requireErrorStatus = defineRule({
  kind: "source",
  id: "require-error-status",
  section: "reliability",
  practice: "api-design",
  severity: "medium",
  confidence: "medium",
  title: "A failure is answered with status 200",
  why: "Clients, proxies, caches and monitoring read the status, not the text: a failure with 200 is not retried, not counted and may be cached as the answer.",
  fix: "Set the status, or hand the error to the error handler of the application.",
  cwe: ["CWE-394"],
  needs: {
    path: "server",
    words: [
      "res",
      "_res",
      "resp",
      "_resp",
      "response",
      "_response",
      "reply",
      "_reply",
      "json",
      "jsonBody",
      "statusCode",
      "ctx",
      "catch return",
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { status, from } of returnedFailures(project, module))
      yield {
        at: status,
        title: "A failure is answered with status 200",
        message: `This answer is given only after a failure${from ? ` (${from.path}:${from.line})` : ""} and says so in its body, yet its status is 200: callers take it for success, and a sender that tries again what failed does not.`,
        fix: "Answer with `500` for what you did not expect, `503` when it may work later, `4xx` for the caller's mistakes.",
        ...(from ? { trace: [{ ...from, what: "answers so in a `catch`" }] } : {}),
      }
    if (!isHttpServer(project, module)) return
    yield* returnedErrors(project, module)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const answer = answerOf(module, node) ?? honoAnswerOf(project, module, node)
      const failing = answer && errorBranch(node)
      const refusing = answer && !failing && !answer.explicit ? refusalAround(node) : null
      const branch = failing ?? refusing
      if (!answer || !branch || !(refusing ? namesError(node) : failing?.isHandler || tellsOfFailure(module, node, branch.names))) continue
      if (setsStatus(module, branch.node, answer.response)) continue
      if (refusing && refusesPlainly(module)) continue
      const isCustom = isCustomOf(project)
      const call = `${module.textOf(node.callee).replace(/\s+/g, "")}(…)`
      yield {
        at: node,
        // Clients of such a service know it by the answer; one more is no surprise to them.
        ...(isCustom ? { confidence: "low" as const } : {}),
        title: "A failure is answered with status 200",
        message: `\`${call}\` ${refusing ? "says that something went wrong" : "runs only after a failure"}, yet the client gets ${answer.explicit ? "an explicit" : "the default"} status 200: callers take it for success, retries and alerts that look at the status never start.`,
        fix: answer.isHono
          ? "Give the status as the second argument: `500` for what you did not expect, `4xx` for the caller's mistakes."
          : "Set a status (`500` for what you did not expect, `4xx` for the caller's mistakes), or pass the error to `next`.",
        ...(answer.explicit || answer.isHono || refusing ? {} : { edits: [{ start: answer.end, end: answer.end, text: ".status(500)" }] }),
      }
    }
  },
})

/** What is answered in a `catch` without a call of the response: `ctx.body = { error }` of Koa, `return { error }` of Fastify and Nest. */
function* returnedErrors(project: Project, module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "AssignmentExpression", "ReturnStatement")) {
    const body = node.type === "ReturnStatement" ? node.argument : node.right
    if (!body || bare(body).type !== "ObjectExpression") continue
    const branch = errorBranch(node)
    if (!branch || !saysError(body)) continue
    const framework = node.type === "ReturnStatement" ? returningFramework(project, module, node) : koaOf(project, module, node)
    if (framework === null || STATUS.test(module.textOf(branch.node))) continue
    yield {
      at: node,
      title: "A failure is answered with status 200",
      message: `This answer is given only after a failure and says so in its body, yet ${framework} sends it with status 200: callers take it for success, retries and alerts that look at the status never start.`,
      fix:
        framework === "Koa"
          ? "Set `ctx.status`, or let the error go up to the error handler."
          : "Throw the error, or set the status of the reply before it is returned.",
    }
  }
}

const STATUS = /\.status(?:Code)?\b|\bstatus(?:Code)?\s*:|\bcode\s*\(|\bthrow\b|HttpStatus|\.send\(/

function saysError(node: Node): boolean {
  const failed = [propertyOf(node, "success"), propertyOf(node, "ok")].some((each) => each?.type === "Literal" && each.value === false)
  const error = propertyOf(node, "error")
  return failed || (error !== null && error.type !== "Literal") || (error?.type === "Literal" && typeof error.value === "string")
}

/** The framework whose handler answers with what it returns; `null` for other functions. */
function returningFramework(project: Project, module: SourceModule, node: Node): string | null {
  const around = enclosingFunction(node)
  if (!around || reachOf(project, node)?.depth !== 0) return null
  const { parent } = around
  if (parent?.type === "MethodDefinition")
    return parent.decorators.length > 0 && project.dependsOn(module.path, "@nestjs/common") !== null ? "Nest" : null
  const [, second] = around.params
  const isFastify = second === undefined || (second.type === "Identifier" && /^_?reply$/.test(second.name))
  return isFastify && project.dependsOn(module.path, "fastify") !== null ? "Fastify" : null
}

function koaOf(project: Project, module: SourceModule, { left }: Node & { type: "AssignmentExpression" }): string | null {
  if (left.type !== "MemberExpression" || propertyName(left) !== "body" || !/^ctx(?:\.response)?$/.test(module.textOf(left.object)))
    return null
  return project.dependsOn(module.path, "koa") === null ? null : "Koa"
}

/** Whether failures are answered with 200 all over the repository. */
function isCustomOf(project: Project): boolean {
  return project.once("failures answered with 200", () => {
    let plain = 0
    let told = 0
    for (const path of project.sourcePaths) {
      if (!isServerPath(path) || !project.mentions(path, /\b(?:res|resp|response|reply)\b[^\n]*\.(?:json|send|jsonp)\(/)) continue
      const module = project.moduleOf(path)
      for (const node of module === null ? [] : nodesOf(module.program, "CallExpression")) {
        const { callee } = node
        if (callee.type !== "MemberExpression" || !/^(?:json|send|jsonp|end|sendStatus)$/.test(propertyName(callee) ?? "")) continue
        const branch = errorBranch(node)
        const response = /^\w+/.exec(module?.textOf(callee) ?? "")?.[0]
        if (module === null || !branch || response === undefined || !/^_?(?:res|resp|response|reply)$/.test(response)) continue
        if (setsStatus(module, branch.node, response)) told++
        else if (tellsOfFailure(module, node, branch.names)) plain++
      }
    }
    return plain >= MANY && plain > 2 * told
  })
}

function isHttpServer(project: Project, module: SourceModule): boolean {
  return ["express", "fastify", "restify", "polka", "hono", "koa", "@nestjs/common"].some(
    (name) => project.dependsOn(module.path, name) !== null,
  )
}

interface Answer {
  readonly response: string
  readonly end: number
  readonly explicit: boolean
  readonly isHono?: true
}

/** `c.json(…)` of Hono without a status, which is its second argument. */
function honoAnswerOf(project: Project, module: SourceModule, call: Call): Answer | null {
  const { callee } = call
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "json" || call.arguments.length !== 1) return null
  const object = bare(callee.object)
  if (object.type !== "Identifier" || !/^(?:c|ctx|context)$/.test(object.name) || module.bindings.resolve(object)?.kind !== "parameter")
    return null
  return project.dependsOn(module.path, "hono") === null ? null : { response: object.name, end: object.end, explicit: false, isHono: true }
}

/** The branch of an `if` that an answer ends by returning: what the handler says to those it turns away. */
function refusalAround(call: Call): { node: Node; names: ReadonlySet<string> } | null {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (isFunction(above)) return null
    if (above.type === "IfStatement") {
      if (above.consequent !== below || above.alternate) return null
      const last = below.type === "BlockStatement" ? below.body.at(-1) : below
      return last?.type === "ReturnStatement" ? { node: below, names: new Set() } : null
    }
    below = above
  }
  return null
}

// `{ error: "no such booking" }`
function namesError(call: Call): boolean {
  const error = propertyOf(call.arguments[0], "error")
  const text = error && bare(error)
  return (text?.type === "Literal" && typeof text.value === "string" && text.value !== "") || text?.type === "TemplateLiteral"
}

// A file that turns away so more than twice does it on purpose.
function refusesPlainly(module: SourceModule): boolean {
  const plain = nodesOf(module.program, "CallExpression").filter((each) => {
    const branch = namesError(each) && answerOf(module, each) ? refusalAround(each) : null
    return branch !== null && !/\bstatus|\bcode\(/.test(module.textOf(branch.node))
  })
  return plain.length > 2
}

/** `res.json(…)`, `res.status(200).send(…)`: the response it is about and where its name ends. */
function answerOf(module: SourceModule, call: Call): Answer | null {
  const { callee } = call
  if (callee.type !== "MemberExpression" || !/^(?:json|send|jsonp)$/.test(propertyName(callee) ?? "")) return null
  const object = bare(callee.object)
  if (object.type === "Identifier" && /^_?(?:res|response|reply)$/.test(object.name))
    return { response: object.name, end: object.end, explicit: false }
  if (object.type !== "CallExpression" || object.callee.type !== "MemberExpression" || bare(object.callee.object).type !== "Identifier")
    return null
  const response = module.textOf(object.callee.object)
  if (!/^_?(?:res|response|reply)$/.test(response) || !/^(?:status|code)$/.test(propertyName(object.callee) ?? "")) return null
  return module.textOf(object.arguments[0] ?? object) === "200" ? { response, end: object.end, explicit: true } : null
}

/** The catch clause or `if (err)` that an answer stands in, with the names of the error. */
function errorBranch(call: Node): { node: Node; names: ReadonlySet<string>; isHandler?: true } | null {
  let below = call
  for (const above of ancestors(call)) {
    if (above.type === "CatchClause") {
      const name = above.param?.type === "Identifier" ? [above.param.name] : []
      return { node: above.body, names: new Set(name) }
    }
    if (
      above.type === "IfStatement" &&
      above.consequent === below &&
      above.test.type === "Identifier" &&
      /^(?:err|error|e)$/.test(above.test.name)
    )
      return { node: above.consequent, names: new Set([above.test.name]) }
    if (isFunction(above)) {
      const parent = above.parent
      const isCatch =
        parent?.type === "CallExpression" &&
        parent.callee.type === "MemberExpression" &&
        propertyName(parent.callee) === "catch" &&
        parent.arguments[0] === above
      const first = above.params[0]
      // `app.use((error, req, res, next) => …)`, `app.onError((error, c) => …)`
      const isHandler =
        parent?.type === "CallExpression" &&
        parent.callee.type === "MemberExpression" &&
        parent.arguments.at(-1) === above &&
        first?.type === "Identifier" &&
        /^_?(?:err|error|e)$/.test(first.name) &&
        ((propertyName(parent.callee) === "use" && above.params.length === 4) || propertyName(parent.callee) === "onError")
      if (isHandler && above.body) return { node: above.body, names: new Set([first.name]), isHandler: true }
      return isCatch && above.body ? { node: above.body, names: new Set(first?.type === "Identifier" ? [first.name] : []) } : null
    }
    below = above
  }
  return null
}

/** Whether the answer itself says that something failed: the error, or an object with an error in it. */
function tellsOfFailure(module: SourceModule, call: Call, names: ReadonlySet<string>): boolean {
  const first = call.arguments[0]
  if (!first) return false
  const body = bare(first)
  if (body.type === "Identifier") return names.has(body.name)
  if (body.type === "MemberExpression") return body.object.type === "Identifier" && names.has(body.object.name)
  if (body.type !== "ObjectExpression") return false
  const failed = [propertyOf(body, "success"), propertyOf(body, "ok")].some((each) => each?.type === "Literal" && each.value === false)
  if (failed) return true
  if (body.properties.some((each) => each.type === "Property" && /^(?:error|err|errors)$/.test(propertyName(each) ?? ""))) return true
  const message = propertyOf(body, "message") ?? propertyOf(body, "msg")
  return (
    message !== null &&
    [...descendants(message)].some((each) => each.type === "Identifier" && names.has(each.name)) &&
    !/\bstatus(?:Code)?\b/.test(module.textOf(body))
  )
}

// The status may be set in a statement of its own, before or within a condition.
function setsStatus(module: SourceModule, branch: Node, response: string): boolean {
  const text = module.textOf(branch)
  return new RegExp(`\\b${response}\\s*\\.(?:statusCode|status|code|sendStatus|writeHead)\\s*(?:=|\\((?!\\s*200\\s*\\)))`).test(text)
}
