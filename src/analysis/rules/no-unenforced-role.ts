import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { chainOf } from "../routes/chain.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { bare, enclosingClass, nodesOf, propertyName } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import { literalOf } from "../settings/read-options.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const RIGHT = /role|permission|scope|polic|abilit|privilege|requires?[A-Z]/
const ENFORCES = /\bReflector\b|\breflector\b|getAllAndOverride|getAllAndMerge|Reflect\.getMetadata/

export const noUnenforcedRole = defineRule({
  kind: "source",
  id: "no-unenforced-role",
  section: "security",
  practice: "framework",
  severity: "high",
  confidence: "medium",
  title: "A role is asked for that nothing checks",
  why: "In Nest a decorator such as `@Roles` only leaves a note on the handler; a guard has to read it. Where that guard is not among those of the route, the note looks like protection and is none.",
  fix: "Put the guard that reads the note among those of the controller, after the one that knows who is calling.",
  cwe: ["CWE-862", "CWE-285"],
  needs: { path: "server", words: ["UseGuards", "canActivate"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* blindToControllers(project, module)
    for (const route of routesIn(project, module.path)) {
      if (route.framework !== "NestJS" || route.node.type !== "MethodDefinition") continue
      const note = noteOn(project, module, route)
      const guards = note ? guardsOf(project, route) : null
      if (!note || !guards || guards.length === 0) continue
      const enforcer = enforcerIn(project)
      if (enforcer === null) continue
      const label = routeLabel(route)
      yield {
        at: note.node,
        title: `Nothing checks \`@${note.name}\` of ${label}`,
        message: `Everyone who is logged in reaches \`${label}\`: \`@${note.name}\` only leaves a note on the handler, and of its guards (${guards.map((each) => `\`${each}\``).join(", ")}) none reads it, as \`${enforcer.name}\` (${enforcer.path}) does.`,
        fix: `Add \`${enforcer.name}\` to the guards of the controller: \`@UseGuards(${[...guards, enforcer.name].join(", ")})\`.`,
        key: `${label} ${note.name}`,
      }
    }
  },
})

// `reflector.get("roles", context.getHandler())` beside `@Roles("admin")` on a controller: what stands there is never read.
function* blindToControllers(project: Project, module: SourceModule): Generator<Draft> {
  if (!/getHandler\(/.test(module.text) || !module.text.includes("canActivate")) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
    const guard = method !== null && READS_NOTE.test(method) ? enclosingClass(node) : null
    const [key, targets] = node.arguments
    if (!guard || !key || !targets || !module.textOf(targets).includes("getHandler") || module.textOf(guard).includes("getClass")) continue
    const noted = controllerNotedBy(project, module, key)
    if (!noted || !letsPass(module, guard)) continue
    yield {
      at: node,
      confidence: "high",
      title: `\`@${noted.name}\` on a controller is never read`,
      message: `Everyone who is logged in reaches the handlers of \`${noted.controller}\`: \`@${noted.name}\` stands on the controller (${noted.path}:${noted.line}), and this guard reads only what stands on the handler. Where it finds nothing, it lets the request pass.`,
      fix: `Ask both: \`getAllAndOverride(${module.textOf(key)}, [context.getHandler(), context.getClass()])\`.`,
    }
  }
}

const READS_NOTE = /^(?:get|getAllAndOverride|getAllAndMerge|getAll|getMetadata)$/

// A guard that refuses what carries no note would be noticed.
function letsPass(module: SourceModule, guard: ClassNode): boolean {
  return /return\s+true\b|\|\|\s*true\b|!\w+\s*\|\|/.test(module.namesOf(guard))
}

/** A controller that carries a note of roles under this key on itself. */
function controllerNotedBy(project: Project, module: SourceModule, key: Node): NotedController | null {
  const wanted = literalOf(project, module, key) ?? module.textOf(key)
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, /@Controller\b/)) continue
    const other = project.moduleOf(path)
    if (!other) continue
    for (const node of nodesOf(other.program, "ClassDeclaration", "ClassExpression")) {
      if (!node.decorators.some((each) => decoratorName(each) === "Controller")) continue
      for (const each of node.decorators) {
        const name = decoratorName(each)
        if (name === null || !RIGHT.test(name.charAt(0).toLowerCase() + name.slice(1)) || !onlyNotes(project, other, each)) continue
        if (keyOf(project, other, each) === wanted)
          return { name, path, line: other.lineOf(each), controller: node.id?.name ?? "the controller" }
      }
    }
  }
  return null
}

interface NotedController {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly controller: string
}

/** The key a decorator leaves its note under: a text, or the decorator itself where `Reflector` made it. */
function keyOf(project: Project, module: SourceModule, decorator: Node): unknown {
  if (decorator.type !== "Decorator") return null
  const called = bare(decorator.expression.type === "CallExpression" ? decorator.expression.callee : decorator.expression)
  const meaning = meaningOf(project, module, called)
  if (meaning?.kind !== "function") return module.textOf(called)
  for (const call of nodesOf(meaning.module.program, "CallExpression")) {
    const [key] = call.arguments
    const isInside = meaning.node.start <= call.start && call.end <= meaning.node.end
    if (isInside && key && meaning.module.textOf(call.callee).endsWith("SetMetadata"))
      return literalOf(project, meaning.module, key) ?? meaning.module.textOf(key)
  }
  return null
}

/** The decorator of a handler, or of its controller, that leaves a note of roles and does nothing more. */
function noteOn(project: Project, module: SourceModule, route: Route): { readonly node: Node; readonly name: string } | null {
  const { node, router } = route
  const decorators = [node, ...(router ? [router] : [])].flatMap((each) =>
    "decorators" in each ? (each.decorators as readonly Node[]) : [],
  )
  for (const each of decorators) {
    const name = decoratorName(each)
    if (name !== null && RIGHT.test(name.charAt(0).toLowerCase() + name.slice(1)) && onlyNotes(project, module, each))
      return { node: each, name }
  }
  return null
}

// `(...roles) => SetMetadata("roles", roles)`, `Reflector.createDecorator<string[]>()`
function onlyNotes(project: Project, module: SourceModule, decorator: Node): boolean {
  if (decorator.type !== "Decorator") return false
  const called = bare(decorator.expression.type === "CallExpression" ? decorator.expression.callee : decorator.expression)
  if ((originOf(project, module, called) ?? "").startsWith("@nestjs/core.Reflector.createDecorator()")) return true
  const meaning = meaningOf(project, module, called)
  if (meaning?.kind !== "function") return false
  const text = meaning.module.namesOf(meaning.node).slice(0, 2_000)
  return /\bSetMetadata\s*\(/.test(text) && !/applyDecorators|UseGuards/.test(text)
}

/** The names of the guards of a route when each is known and none reads notes; `null` otherwise. */
function guardsOf(project: Project, route: Route): string[] | null {
  const names: string[] = []
  for (const { node, module } of chainOf(project, route)) {
    const text = module.namesOf(node)
    const made = bare(node)
    const target = made.type === "NewExpression" || made.type === "CallExpression" ? made.callee : made
    if (/Pipe\b|Interceptor\b|Throttler/.test(text)) continue
    // The guard of Passport asks for a login and no more.
    if (originOf(project, module, target) === "@nestjs/passport.AuthGuard") {
      names.push(text.replace(/\s+/g, " ").slice(0, 40))
      continue
    }
    const meaning = meaningOf(project, module, target)
    const guard = meaning?.kind === "class" ? meaning.node : null
    // Filters stand among what is global.
    if (meaning?.kind === "class" && guard && !guard.superClass && !meaning.module.textOf(guard).includes("canActivate")) continue
    if (meaning?.kind !== "class" || !guard || !isPlainGuard(project, meaning.module, guard)) return null
    names.push(guard.id?.name ?? text.slice(0, 40))
  }
  return names
}

function isPlainGuard(project: Project, module: SourceModule, node: ClassNode): boolean {
  if (RIGHT.test(node.id?.name.toLowerCase() ?? "") || ENFORCES.test(module.namesOf(node))) return false
  // What it extends may do more than it says.
  const parent = node.superClass ? bare(node.superClass) : null
  if (parent === null) return true
  return parent.type === "CallExpression" && originOf(project, module, parent.callee) === "@nestjs/passport.AuthGuard"
}

/** A guard of the repository that reads notes of roles; `null` when there is none, and everything may be done elsewhere. */
function enforcerIn(project: Project): { readonly name: string; readonly path: string } | null {
  return project.once("guard of roles", () => {
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !project.mentions(path, /canActivate/) || !project.mentions(path, ENFORCES)) continue
      const module = project.moduleOf(path)
      for (const node of module ? nodesOf(module.program, "ClassDeclaration", "ClassExpression") : []) {
        const name = node.id?.name ?? ""
        if (module && RIGHT.test(name.toLowerCase()) && ENFORCES.test(module.namesOf(node))) return { name, path }
      }
    }
    return null
  })
}
