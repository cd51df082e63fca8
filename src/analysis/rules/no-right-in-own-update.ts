import { isServerPath } from "../calls/server-path.ts"
import { readBuiltSchema } from "../flow/schema/builder-schema.ts"
import { declaredClass, readClassSchema } from "../flow/schema/class-schema.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import { checkOf } from "../flow/schema/request-schemas.ts"
import type { Schema } from "../flow/schema/schema.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { checksRight } from "../routes/role-checks.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What people change about themselves.
const OWN = /(?:^|\/)(?:me|self|myself|own|profile|account|my-\w{1,20})(?:\/(?:profile|settings|details))?\/?$/i
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
  needs: { path: "server", text: [/\bBody\b|class-validator|(?:Partial|Pick|Omit|Intersection)Type\b|\bbody\b|\.json\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* throughSchema(project, module)
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

const BODY = /^(?:await)?(?:req|request|ctx\.request|c\.req)\.(?:body|payload|json\(\))$/
const PARSES = /^(?:parse|parseAsync|safeParse|safeParseAsync|validate|validateAsync|validateSync|cast)$/
const WRITES = /\b(?:merge|assign|update\w*|save|preload|findBy\w*AndUpdate|findOneAndUpdate|patch|set)\(/

// `users.update(me, updateSchema.parse(req.body))`, where the schema has a `role` as the one of administrators does.
function* throughSchema(project: Project, module: SourceModule): Generator<Draft> {
  for (const route of routesIn(project, module.path)) {
    const { function: handler, functionModule } = route.handler
    if (!/^(?:PATCH|PUT|POST)$/.test(route.method) || !OWN.test(route.path ?? "") || !handler?.body || functionModule !== module) continue
    if (checksRight(project, route)) continue
    const parsed = schemaOfBody(project, module, handler.body)
    const fields = [...((parsed?.schema ?? checkOf(project, route).parts.get("body"))?.fields?.keys() ?? [])].filter((each) =>
      RIGHT.test(each),
    )
    if (fields.length === 0) continue
    const text = module.namesOf(handler.body).slice(0, MAX_TEXT)
    const whole = handedOn(module, handler.body, parsed?.call ?? null)
    // Whoever names one of them may take it out.
    if (!whole || !WRITES.test(text) || new RegExp(`\\b(?:${fields.join("|")})\\b`).test(text)) continue
    const names = fields
      .slice(0, 3)
      .map((each) => `\`${each}\``)
      .join(", ")
    const label = routeLabel(route)
    yield {
      at: whole,
      title: `\`${label}\` lets people set their own ${names}`,
      message: `Whoever is signed in sets ${names} of their own record by adding it to the body of \`${label}\`: the schema lets it through, and the handler hands on what passed as it is.`,
      fix: "Leave out of the schema what people may not change about themselves: `schema.omit({ role: true })`, or a schema of its own.",
    }
  }
}

/** The check of the body that a handler makes itself, with what the schema lets through. */
function schemaOfBody(project: Project, module: SourceModule, body: Node): { readonly call: Node; readonly schema: Schema } | null {
  for (const each of descendants(body)) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression" || !PARSES.test(propertyName(each.callee) ?? "")) continue
    const [given] = each.arguments
    if (!given || !BODY.test(module.textOf(given).replace(/\s+/g, ""))) continue
    const schema = readBuiltSchema(project, module, each.callee.object)
    if (schema?.fields) return { call: each, schema }
  }
  return null
}

/** The call that is handed the checked body as a whole: under its name, spread, or as `data`. */
function handedOn(module: SourceModule, body: Node, parsed: Node | null): Node | null {
  const names = new Set<string>()
  for (const each of descendants(body)) {
    if (each.type !== "VariableDeclarator" || !each.init) continue
    const isParsed = parsed
      ? each.init.start <= parsed.start && parsed.end <= each.init.end
      : BODY.test(module.textOf(each.init).replace(/\s+/g, ""))
    if (!isParsed) continue
    if (each.id.type === "Identifier") names.add(each.id.name)
    // `const { value, error } = schema.validate(req.body)`, `const { data } = schema.safeParse(req.body)`
    else if (parsed && each.id.type === "ObjectPattern")
      for (const one of each.id.properties)
        if (one.type === "Property" && /^(?:value|data)$/.test(propertyName(one) ?? "") && one.value.type === "Identifier")
          names.add(one.value.name)
  }
  const isWhole = (node: Node): boolean => {
    const inner = bare(node)
    if (inner.type === "AwaitExpression") return isWhole(inner.argument)
    if (inner.type === "Identifier") return names.has(inner.name)
    if (inner === parsed || (!parsed && BODY.test(module.textOf(inner).replace(/\s+/g, "")))) return true
    if (inner.type === "MemberExpression") return propertyName(inner) === "data" && isWhole(inner.object)
    if (inner.type !== "ObjectExpression") return false
    return inner.properties.some((each) =>
      each.type === "SpreadElement"
        ? isWhole(each.argument)
        : /^(?:data|\$set|set|values)$/.test(propertyName(each) ?? "") && isWhole(each.value),
    )
  }
  for (const each of descendants(body)) {
    if (each.type !== "CallExpression" || each === parsed || each.callee.type !== "MemberExpression") continue
    if (WRITES.test(`${propertyName(each.callee) ?? ""}(`) && each.arguments.some(isWhole)) return each
  }
  return null
}

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
  if (speaks.test(module.namesOf(handler.body).slice(0, MAX_TEXT))) return false
  for (const each of descendants(handler.body)) {
    if (each.type !== "CallExpression") continue
    const isGiven = each.arguments.some((argument) => argument.type === "Identifier" && argument.name === parameter.name)
    const meaning = isGiven ? meaningOf(project, module, each.callee) : null
    // What is done with it has to be seen: the function may take the fields by name.
    if (meaning?.kind !== "function") continue
    const text = meaning.module.namesOf(meaning.node).slice(0, MAX_TEXT)
    if (!speaks.test(text) && /\b(?:merge|assign|update\w*|save|preload|findBy\w*AndUpdate|findOneAndUpdate|set)\(/.test(text)) return true
  }
  return false
}
