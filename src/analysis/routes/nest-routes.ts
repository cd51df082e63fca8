import { descendants, isFunction, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { isTestPath } from "../classify.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf, foldersAbove } from "../source/resolve-import.ts"
import { handlerOf } from "./handler.ts"
import { joinPath } from "./path.ts"
import type { Handler, Route } from "./route.ts"

const METHODS: Readonly<Record<string, string>> = {
  Get: "GET",
  Post: "POST",
  Put: "PUT",
  Patch: "PATCH",
  Delete: "DELETE",
  All: "ALL",
  Head: "HEAD",
  Options: "OPTIONS",
}

/** Routes of decorated controller classes. Guards, pipes and interceptors are their middleware. */
export function collectNest(project: Project, module: SourceModule): Route[] {
  if (!module.text.includes("@nestjs/")) return []
  const routes: Route[] = []
  const uses = usesVersions(project)
  const globalPrefix = globalPrefixFor(project, module.path)
  for (const owner of nodesOf(module.program, "ClassDeclaration", "ClassExpression")) {
    const controller = decorator(owner.decorators, "Controller")
    if (!controller) continue
    const prefix = pathOf(controller)
    const version = versionOf(controller)
    const shared = guardsOf(project, module, owner.decorators)
    for (const method of owner.body.body) {
      if (method.type !== "MethodDefinition" || !isFunction(method.value)) continue
      for (const each of method.decorators) {
        const name = decoratorName(each)
        const label = name === null ? undefined : METHODS[name]
        if (label === undefined) continue
        const path = pathOf(each)
        const own = decorator(method.decorators, "Version")
        const number = uses ? ((own && versionOf(own)) ?? version) : null
        routes.push({
          framework: "NestJS",
          method: label,
          path: joinPath(`/${[globalPrefix, ...(number === null ? [] : [`v${number}`])].join("/")}`, joinPath(prefix, path)),
          module,
          node: method,
          router: owner,
          middleware: [...shared, ...guardsOf(project, module, method.decorators)],
          handler: { node: method.value, module, function: method.value, functionModule: module, wrapper: null },
        })
      }
    }
  }
  return routes
}

/** The name of a decorator, `Get` of `@Get(":id")`; `null` when it is not a plain name. */
export function decoratorName(node: Node): string | null {
  if (node.type !== "Decorator") return null
  const expression = node.expression.type === "CallExpression" ? node.expression.callee : node.expression
  return expression.type === "Identifier" ? expression.name : null
}

function decorator(decorators: readonly Node[], name: string): Node | null {
  return decorators.find((each) => decoratorName(each) === name) ?? null
}

function pathOf(node: Node): string | null {
  if (node.type !== "Decorator" || node.expression.type !== "CallExpression") return ""
  const argument = node.expression.arguments[0]
  if (!argument) return ""
  return stringOf(argument) ?? stringOf(propertyOf(argument, "path")) ?? (argument.type === "ObjectExpression" ? "" : null)
}

// `app.setGlobalPrefix("api")`, in the application a controller belongs to.
function globalPrefixFor(project: Project, path: string): string {
  const prefixes = project.once("global prefixes", () => {
    const found = new Map<string, string>()
    for (const each of project.sourcePaths) {
      if (isTestPath(each) || !project.mentions(each, /\.setGlobalPrefix\s*\(/)) continue
      const text = /\.setGlobalPrefix\s*\(\s*["'`]([\w/:.-]{1,60})["'`]/.exec(project.codeOf(each) ?? "")?.[1]
      if (text !== undefined) found.set(folderOf(each), text)
    }
    return found
  })
  for (const folder of foldersAbove(path)) {
    const found = prefixes.get(folder)
    if (found !== undefined) return found
  }
  return ""
}

// Versions stand in the path only where they are switched on, and by default as `v1`: https://docs.nestjs.com/techniques/versioning
function usesVersions(project: Project): boolean {
  return project.once("versions in paths", () =>
    project.sourcePaths.some(
      (each) =>
        project.codeMentions(each, /\.enableVersioning\s*\(/) &&
        !project.codeMentions(each, /VersioningType\.(?:HEADER|MEDIA_TYPE|CUSTOM)/),
    ),
  )
}

function versionOf(decorator: Node): string | null {
  if (decorator.type !== "Decorator" || decorator.expression.type !== "CallExpression") return null
  const [argument] = decorator.expression.arguments
  return decoratorName(decorator) === "Version" ? stringOf(argument) : stringOf(propertyOf(argument, "version"))
}

const PUTS_BEFORE = /^Use(?:Guards|Pipes|Interceptors)$/

/**
 * What `UseGuards`, `UsePipes` and `UseInterceptors` put before a method or class, also inside a decorator of the repository that applies them:
 * `RequiresScope(…)`, which gives `applyDecorators(UseGuards(…))`.
 */
export function guardsOf(project: Project, module: SourceModule, decorators: readonly Node[]): Handler[] {
  return decorators.flatMap((each) => {
    if (each.type !== "Decorator") return []
    const { expression } = each
    if (PUTS_BEFORE.test(decoratorName(each) ?? ""))
      return expression.type === "CallExpression" ? expression.arguments.map((guard) => handlerOf(project, module, guard)) : []
    return composesDecorators(project) ? appliedBy(project, module, expression) : []
  })
}

function composesDecorators(project: Project): boolean {
  return project.once("composes decorators", () => project.sourcePaths.some((path) => project.codeMentions(path, APPLIES)))
}

const APPLIES = /\bapplyDecorators\s*\(/

function appliedBy(project: Project, module: SourceModule, expression: Node): Handler[] {
  const meaning = meaningOf(project, module, expression.type === "CallExpression" ? expression.callee : expression)
  if (meaning?.kind !== "function" || !project.codeMentions(meaning.module.path, APPLIES)) return []
  return [...descendants(meaning.node)].flatMap((each) =>
    each.type === "CallExpression" && each.callee.type === "Identifier" && PUTS_BEFORE.test(each.callee.name)
      ? each.arguments.map((guard) => handlerOf(project, meaning.module, guard))
      : [],
  )
}
