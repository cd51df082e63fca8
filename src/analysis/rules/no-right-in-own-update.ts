import { isServerPath } from "../calls/server-path.ts"
import { declaredClass, readClassSchema } from "../flow/schema/class-schema.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import { descendants } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What people change about themselves.
const OWN = /(?:^|\/)(?:me|self|myself|own|profile|my-\w{1,20})(?:\/(?:profile|settings|details))?\/?$/i
const RIGHT =
  /^(?:roles?|permissions?|scopes?|isAdmin|isSuperuser|admin|isStaff|access_?level|salary\w{0,20}|balance|credits?|(?:is_?)?(?:email_?)?verified|tenant_?id|org(?:anization)?_?id)$/i
const LOOKS = /role|permission|admin|grant|policy/i
const MAX_TEXT = 5_000

export const noRightInOwnUpdate = defineRule({
  kind: "source",
  id: "no-right-in-own-update",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "People give themselves rights with their own profile",
  why: "A class that inherits the fields of the one administrators use inherits `role` as well. The validation pipe lets every field through that the class declares, and the owner of the profile sends it.",
  fix: "Pick the fields that people may change about themselves: `PickType(CreateDto, [...])`.",
  cwe: ["CWE-915", "CWE-269"],
  needs: { path: "server", text: [/\bBody\b|class-validator|(?:Partial|Pick|Omit|Intersection)Type\b/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { route, type, at, fields } of ownUpdates(project)) {
      // A class for this route alone is where the mistake is; one that others take as well is right for them.
      const isOfClass = !isTakenElsewhere(project, route, at)
      if ((isOfClass ? at.module : route.module) !== module) continue
      const names = fields
        .slice(0, 3)
        .map((each) => `\`${each}\``)
        .join(", ")
      const label = routeLabel(route)
      yield {
        at: isOfClass ? at.node : type,
        trace: [
          { path: at.module.path, line: at.module.lineOf(at.node), what: `the class lets ${names} through` },
          { path: route.module.path, line: route.module.lineOf(type), what: `\`${label}\` takes it from the owner of the record` },
        ],
        title: `\`${label}\` lets people set their own ${names}`,
        message: `Whoever is signed in sets ${names} of their own record by adding it to the body of \`${label}\`: \`${route.module.textOf(type)}\` declares it, and the handler hands the body on as it is.`,
      }
    }
  },
})

interface OwnUpdate {
  readonly route: Route
  /** The class of the body as the handler names it, and where it is declared. */
  readonly type: Node
  readonly at: Place
  /** The rights among its fields. */
  readonly fields: readonly string[]
}

/** The routes by which people change their own record, and that take a right with it. */
function ownUpdates(project: Project): readonly OwnUpdate[] {
  return project.once("rights in own updates", () =>
    routesOf(project).flatMap((route): OwnUpdate[] => {
      const { function: handler, functionModule } = route.handler
      if (!/^(?:PATCH|PUT|POST)$/.test(route.method) || !OWN.test(route.path ?? "") || !handler || functionModule !== route.module)
        return []
      // Decorators such as `@Roles("admin")` say who may.
      if ("decorators" in route.node && (route.node.decorators as readonly Node[]).some((each) => LOOKS.test(decoratorName(each) ?? "")))
        return []
      return handler.params.flatMap((parameter): OwnUpdate[] => {
        const type = isBody(parameter) ? declaredClass(parameter) : null
        const at = type ? definitionOf(project, functionModule, type) : null
        const declared = type ? (readClassSchema(project, functionModule, type, true)?.fields?.keys() ?? []) : []
        const fields = [...declared].filter((each) => RIGHT.test(each))
        if (!type || !at || fields.length === 0 || !isHandedOnWhole(project, functionModule, handler, parameter, fields)) return []
        return [{ route, type, at, fields }]
      })
    }),
  )
}

// The body of a route for administrators too: `@Patch(":id")`.
function isTakenElsewhere(project: Project, own: Route, { node }: Place): boolean {
  return routesOf(project).some(
    (route) =>
      route !== own &&
      !OWN.test(route.path ?? "") &&
      (route.handler.function?.params ?? []).some((parameter) => {
        const type = isBody(parameter) ? declaredClass(parameter) : null
        return type !== null && definitionOf(project, route.handler.functionModule, type)?.node === node
      }),
  )
}

function isBody(parameter: Node): boolean {
  const decorators = "decorators" in parameter ? (parameter.decorators as readonly Node[] | undefined) : undefined
  return (decorators ?? []).some(
    (each) =>
      each.type === "Decorator" &&
      each.expression.type === "CallExpression" &&
      each.expression.arguments.length === 0 &&
      decoratorName(each) === "Body",
  )
}

// `this.employees.update(user.id, dto)`, where neither the handler nor what it calls speaks of the fields.
function isHandedOnWhole(
  project: Project,
  module: SourceModule,
  handler: FunctionNode,
  parameter: Node,
  fields: readonly string[],
): boolean {
  if (!handler.body || parameter.type !== "Identifier") return false
  const speaks = new RegExp(`\\b(?:${fields.join("|")})\\b`)
  if (speaks.test(module.textOf(handler.body).slice(0, MAX_TEXT))) return false
  for (const each of descendants(handler.body)) {
    if (each.type !== "CallExpression") continue
    const isGiven = each.arguments.some((argument) => argument.type === "Identifier" && argument.name === parameter.name)
    const meaning = isGiven ? meaningOf(project, module, each.callee) : null
    // What is done with it has to be seen: the function may take the fields by name.
    if (meaning?.kind !== "function") continue
    const text = meaning.module.textOf(meaning.node).slice(0, MAX_TEXT)
    if (!speaks.test(text) && /\b(?:merge|assign|update\w*|save|preload|findBy\w*AndUpdate|findOneAndUpdate|set)\(/.test(text)) return true
  }
  return false
}
