import { isTestPath } from "../classify.ts"
import { callFacts } from "../calls/call-facts.ts"
import { ownGuardOf } from "../routes/guard-words.ts"
import { routeLabel } from "../routes/route.ts"
import type { Handler, Route } from "../routes/route.ts"
import { validationsOf } from "../routes/validations.ts"
import { bare, descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Observation } from "./convention.ts"

const VALIDATING = /valid|schema|celebrate|sanitiz|zod|joi|\bdto\b|checkBody|parseBody/i
/** Whether the route is one that a service answers to: no middleware, no test, a path that can be read. */
export function isServiceRoute(route: Route): boolean {
  return (
    route.method !== "USE" &&
    route.method !== "OPTIONS" &&
    route.path !== null &&
    !isTestPath(route.module.path) &&
    !/(?:^|\/)(?:examples?|mocks?|scripts|bench\w*)\//.test(route.module.path)
  )
}

/** What one route shows of the customs of its code base. Looks at the registration and the handler only. */
export function* observeRoute(project: Project, route: Route): Generator<Observation> {
  const at = { path: route.module.path, line: route.module.lineOf(route.node), label: routeLabel(route) }
  if (/^(?:POST|PUT|PATCH)$/.test(route.method) && takesBody(route))
    yield { kind: "validation", way: wayOfValidation(project, route), ...at }
  const guard = ownGuardOf(route)
  yield { kind: "auth", way: guard === null ? null : lastName(guard), ...at }
  const { function: running, functionModule } = route.handler
  if (route.framework === "Express" && running?.async === true)
    yield { kind: "async-wrapper", way: route.handler.wrapper === null ? null : lastName(route.handler.wrapper), ...at }
  if (!running) return
  const asked = databaseCall(project, route)
  const passesOn = passedTo(route)
  if (asked !== null || passesOn !== null) yield { kind: "data-layer", way: asked === null ? passesOn : null, ...at }
  if (route.method === "GET" && isCollection(route) && (asked !== null || passesOn !== null)) {
    const text = functionModule.textOf(running)
    const helper = /\b(\w*[pP]aginat\w*)\b/.exec(text)?.[1] ?? /\b(limit|cursor|pageSize|perPage)\b/.exec(text)?.[1] ?? null
    yield { kind: "pagination", way: helper, ...at }
  }
  const envelope = route.framework === "Express" || route.framework === "Koa" ? envelopeOf(route) : null
  if (envelope !== null) yield { kind: "response", way: envelope, ...at }
  const documented = documentationOf(route)
  if (documented !== undefined) yield { kind: "documentation", way: documented, ...at }
}

/** What validates the request of a route, as the code names it; `null` when nothing of its own does as far as can be seen. */
function wayOfValidation(project: Project, route: Route): string | null {
  const own = validationsOf(project, route).find((each) => each.scope === "route")
  if (own) {
    if (own.by === "fastify schema") return "schema"
    return route.framework === "Hapi" && own.by === "joi" ? "validate" : lastName(own.module.textOf(own.node))
  }
  if (route.handler.wrapper !== null && VALIDATING.test(route.handler.wrapper)) return lastName(route.handler.wrapper)
  const { function: running, functionModule } = route.handler
  if (!running) return "elsewhere"
  if (route.framework === "NestJS") {
    const typed = running.params.some((parameter) => {
      const body = bodyDecorator(functionModule, parameter)
      const type = body === null ? undefined : /:\s*([A-Z]\w*)/.exec(functionModule.textOf(parameter).replace(/@\w+\([^)]*\)/g, ""))?.[1]
      return (
        (type !== undefined &&
          checksClasses(project) &&
          !/^(?:Record|Object|Partial|Array|Promise|Map|String|Number|Boolean|Any)$/.test(type)) ||
        /Pipe\b/.test(body ?? "")
      )
    })
    return typed ? "a DTO class" : null
  }
  const text = functionModule.textOf(running).slice(0, 20_000)
  const inside =
    /\b(\w*(?:validat|schema)\w*)(?:\.\w+)?\s*\(|\b\w*(?:[sS]chema|[vV]alidator|Dto)\w*\.(\w*(?:[pP]arse|[vV]alidate|cast|check)\w*)\(|\.(safeParse|parseAsync|validateAsync)\(/i.exec(
      text,
    )
  if (inside) return inside[1] ?? inside[2] ?? inside[3] ?? null
  // A helper that is given the whole request may well look at the body.
  return null
}

// A class is only a wish until a pipe asks for it.
function checksClasses(project: Project): boolean {
  return project.once("pipes check classes", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /ValidationPipe\b|\buseGlobalPipes\b|\bAPP_PIPE\b/)),
  )
}

function takesBody(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  if (!running) return route.middleware.some((each) => VALIDATING.test(textOf(each)))
  const text = functionModule.textOf(running).slice(0, 20_000)
  if (route.framework === "NestJS")
    return running.params.some((parameter) => /^@Body\(\s*(?:new\s|\w*Pipe|\))/.test(bodyDecorator(functionModule, parameter) ?? ""))
  return /\b(?:body|payload)\b|req\.json\(\)/.test(text)
}

/** The `@Body(…)` of a parameter as written; `null` when it is something else. */
function bodyDecorator(module: SourceModule, parameter: Node): string | null {
  const decorators = "decorators" in parameter && Array.isArray(parameter.decorators) ? (parameter.decorators as Node[]) : []
  return decorators.map((each) => module.textOf(each)).find((text) => text.startsWith("@Body(")) ?? null
}

function databaseCall(project: Project, route: Route): Node | null {
  const { function: running, functionModule } = route.handler
  if (!running?.body) return null
  for (const node of descendants(running.body)) {
    if (node.type !== "CallExpression") continue
    const { facts } = callFacts(project, functionModule, node)
    if (facts.some((each) => each.startsWith("db-"))) return node
  }
  return null
}

/** The folder or object handlers hand their work to: `userService` of `userService.create(…)`. */
function passedTo(route: Route): string | null {
  const { function: running } = route.handler
  if (!running?.body) return null
  for (const node of descendants(running.body)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const owner = bare(node.callee.object)
    const name =
      owner.type === "Identifier"
        ? owner.name
        : owner.type === "MemberExpression" && owner.object.type === "ThisExpression"
          ? (propertyName(owner) ?? "")
          : ""
    if (/(?:service|repo(?:sitory)?|store|dao|useCase|usecase)$/i.test(name))
      return /repo|store|dao/i.test(name) ? "a repository" : "a service"
  }
  return null
}

function isCollection(route: Route): boolean {
  const last =
    (route.path ?? "")
      .split("/")
      .filter((each) => each !== "")
      .at(-1) ?? ""
  return (
    /^[a-z][\w-]*s$/.test(last) &&
    !/(?:status|settings|stats|metrics|options|permissions|progress|preferences|address|access|news)$/.test(last)
  )
}

function envelopeOf(route: Route): string | null {
  const { function: running, functionModule } = route.handler
  if (!running?.body) return null
  for (const node of descendants(running.body)) {
    if (
      node.type !== "CallExpression" ||
      node.callee.type !== "MemberExpression" ||
      !/^(?:json|send)$/.test(propertyName(node.callee) ?? "")
    )
      continue
    const [argument] = node.arguments
    if (!argument || /status\(\s*[45]/.test(functionModule.textOf(node.callee))) continue
    const value = bare(argument)
    if (value.type !== "ObjectExpression") return "the value itself"
    const keys = value.properties.flatMap((each) => (each.type === "Property" ? (propertyName(each) ?? []) : []))
    const envelope = keys.filter((each) => /^(?:data|success|result|payload)$/.test(each))
    return envelope.length > 0 ? `{ ${envelope.sort((a, b) => (a < b ? 1 : -1)).join(", ")} }` : "the value itself"
  }
  return null
}

/** How the route is described for clients; `undefined` when its kind is not described at the code. */
function documentationOf({ node, module, framework }: Route): string | null | undefined {
  if (framework === "NestJS" && node.type === "MethodDefinition") {
    if (!module.text.includes("@nestjs/swagger")) return undefined
    return node.decorators.some((each) => /^@Api(?:Operation|\w*Response)\b/.test(module.textOf(each))) ? "@nestjs/swagger" : null
  }
  return undefined
}

function textOf(handler: Handler): string {
  return handler.module.textOf(handler.node)
}

/** `validate` of `validate(schemas.user)`, `check` of `middleware.check`. */
function lastName(text: string): string {
  const callee = /^[\w.$\s]+/.exec(text.replace(/^(?:new|await)\s+/, ""))?.[0].trim() ?? text
  return callee.slice(callee.lastIndexOf(".") + 1).slice(0, 40) || "validation"
}
