import { isServerPath } from "../calls/server-path.ts"
import { readClassSchema } from "../flow/schema/class-schema.ts"
import { checkOf } from "../flow/schema/request-schemas.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { defineRule } from "../rule.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Types of TypeScript that leave no class behind.
const UTILITIES = /^(?:Partial|Required|Readonly|Pick|Omit|NonNullable|DeepPartial)$/
const MAPPED: Readonly<Record<string, string>> = { Partial: "PartialType", Pick: "PickType", Omit: "OmitType" }
const MAX_MEMBERS = 20

/** What is written in place of a class, and the class inside it. */
interface Erased {
  readonly how: "utility" | "list" | "either" | "both"
  readonly name: Node & { type: "Identifier" }
  readonly utility?: string
}

export const noErasedBodyType = defineRule({
  kind: "source",
  id: "no-erased-body-type",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The validation of a request is told no class, and checks nothing",
  why: "Nest's `ValidationPipe` validates against the class that the compiler notes for a parameter. For `Partial<Dto>`, `A | B` or `Dto[]` it notes `Object` or `Array`, the pipe lets everything through, and nothing at run time tells.",
  fix: "Declare the parameter with a class of its own: `class UpdateDto extends PartialType(CreateDto) {}`.",
  cwe: ["CWE-20", "CWE-915"],
  needs: { path: "server", words: ["Body", "Query"], routes: true },
  *check({ project, module }) {
    if (!isServerPath(module.path) || project.sourcePaths.some((path) => project.codeMentions(path, /\bexpectedType\s*:/))) return
    for (const route of routesIn(project, module.path)) {
      if (route.framework !== "NestJS" || !route.handler.function) continue
      const check = checkOf(project, route)
      if (check.pipe === null || check.isOtherwiseChecked) continue
      for (const parameter of route.handler.function.params) {
        const part = partOf(parameter)
        const type = part === null ? null : typeOf(parameter)
        const erased = type && erasedIn(type)
        if (part === null || !type || !erased || !readClassSchema(project, module, erased.name, check.pipe.whitelist)) continue
        const code = module.textOf(type).replace(/\s+/g, " ").slice(0, 60)
        const dto = erased.name.name
        yield {
          at: parameter,
          title: `\`${code}\` is no class at run time, so nothing is validated`,
          message: `A client of \`${route.method} ${route.path}\` sends whatever it likes as ${part}: the compiler notes \`${erased.how === "list" ? "Array" : "Object"}\` for \`${code}\`, and \`ValidationPipe\` lets that through. No decorator of \`${dto}\` is asked${check.pipe.whitelist ? `, and fields that \`${dto}\` does not have are not taken out` : ""}.`,
          fix: fixOf(project, module, erased, part),
        }
      }
    }
  },
})

function fixOf(project: Project, module: SourceModule, { how, name: { name: dto }, utility = "" }: Erased, part: string): string {
  if (how === "list")
    return `\`@Body(new ParseArrayPipe({ items: ${dto} }))\`, or a class with a property of these that has \`@ValidateNested({ each: true })\` and \`@Type(() => ${dto})\`.`
  if (how === "either") return `Give each of them a route of its own, or one class for the ${part} with \`@ValidateIf\`.`
  if (how === "both") return "Declare a class: `class … extends IntersectionType(A, B) {}`."
  const source = project.dependsOn(module.path, "@nestjs/swagger") === null ? "@nestjs/mapped-types" : "@nestjs/swagger"
  const mapped = MAPPED[utility]
  return mapped === undefined
    ? `Write \`${dto}\` itself.`
    : `Declare a class: \`class … extends ${mapped}(${dto}${mapped === "PartialType" ? "" : ", […]"}) {}\`, with \`${mapped}\` of \`${source}\`.`
}

/** What a parameter is given whole: the body or the query; `null` where it is one field, or has a pipe of its own. */
function partOf(parameter: Node): string | null {
  const decorators = "decorators" in parameter ? (parameter.decorators as readonly Node[] | undefined) : undefined
  for (const each of decorators ?? []) {
    const name = decoratorName(each)
    const isWhole = each.type === "Decorator" && each.expression.type === "CallExpression" && each.expression.arguments.length === 0
    if (isWhole && (name === "Body" || name === "Query")) return name.toLowerCase()
  }
  return null
}

function typeOf(parameter: Node): Node | null {
  const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter
  const annotation = "typeAnnotation" in target ? target.typeAnnotation : null
  return annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null
}

function erasedIn(type: Node): Erased | null {
  switch (type.type) {
    case "TSArrayType":
      return within("list", type.elementType)
    case "TSUnionType":
    case "TSIntersectionType": {
      // The compiler leaves `null` and `undefined` out of what it notes.
      const members = type.types.filter((each) => !/^TS(?:Null|Undefined|Never)Keyword$/.test(each.type)).slice(0, MAX_MEMBERS)
      const [first, second] = members
      if (!first) return null
      return second
        ? (members.map((each) => within(type.type === "TSUnionType" ? "either" : "both", each)).find((each) => each !== null) ?? null)
        : erasedIn(first)
    }
    case "TSTypeReference": {
      const name = type.typeName.type === "Identifier" ? type.typeName.name : ""
      const inner = type.typeArguments?.params[0]
      if (!inner) return null
      if (name === "Array" || name === "ReadonlyArray") return within("list", inner)
      return UTILITIES.test(name) ? within("utility", inner, name) : null
    }
    default:
      return null
  }
}

function within(how: Erased["how"], type: Node, utility?: string): Erased | null {
  if (type.type === "TSTypeReference" && type.typeName.type === "Identifier" && !type.typeArguments)
    return { how, name: type.typeName, ...(utility === undefined ? {} : { utility }) }
  // `Partial<Omit<Dto, "id">>`
  const inner =
    type.type === "TSTypeReference" && type.typeName.type === "Identifier" && UTILITIES.test(type.typeName.name)
      ? type.typeArguments?.params[0]
      : null
  return inner?.type === "TSTypeReference" && inner.typeName.type === "Identifier" && !inner.typeArguments
    ? { how, name: inner.typeName, ...(utility === undefined ? {} : { utility }) }
    : null
}
