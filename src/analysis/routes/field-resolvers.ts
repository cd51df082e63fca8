import { bare, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isResolverMap } from "./graphql-routes.ts"
import { decoratorName } from "./nest-routes.ts"

/** A function that resolves one field of a type, once for each object of that type in an answer. */
export interface FieldResolver {
  readonly type: string
  readonly field: string
  readonly function: FunctionNode
  /** The parameter that takes the object whose field it is. */
  readonly parent: Node
}

const ROOTS = /^(?:Query|Mutation|Subscription)$/

/** The resolvers of single fields that a file declares, in maps as Apollo takes them and in classes of Nest and type-graphql. */
export function fieldResolversOf(module: SourceModule): FieldResolver[] {
  return [
    ...nodesOf(module.program, "ObjectExpression").flatMap((node) => (isResolverMap(node) ? inMap(node) : [])),
    ...nodesOf(module.program, "ClassDeclaration", "ClassExpression").flatMap((node) => inClass(module, node)),
  ]
}

// `{ Query: { … }, Review: { author: (review, args, context) => … } }`
function inMap(map: Node & { type: "ObjectExpression" }): FieldResolver[] {
  return map.properties.flatMap((each): FieldResolver[] => {
    const type = each.type === "Property" ? propertyName(each) : null
    const fields = each.type === "Property" ? bare(each.value) : null
    if (type === null || !/^[A-Z]\w*$/.test(type) || ROOTS.test(type) || fields?.type !== "ObjectExpression") return []
    return fields.properties.flatMap((field): FieldResolver[] => {
      const name = field.type === "Property" ? propertyName(field) : null
      const resolver = field.type === "Property" ? bare(propertyOf(field.value, "resolve") ?? field.value) : null
      const parent = isFunction(resolver) ? resolver.params[0] : undefined
      // What tells of which type an object is has no field to resolve.
      if (name === null || name.startsWith("__") || !isFunction(resolver) || !parent) return []
      return [{ type, field: name, function: resolver, parent }]
    })
  })
}

// `@Resolver(() => Post) class … { @ResolveField() author(@Parent() post: Post) { … } }`
function inClass(module: SourceModule, owner: Node & { type: "ClassDeclaration" | "ClassExpression" }): FieldResolver[] {
  const resolver = owner.decorators.find((each) => decoratorName(each) === "Resolver")
  const type = resolver ? /\(\s*(?:\(?[\w\s]*\)?\s*=>\s*|["'`])?(\w+)/.exec(module.textOf(resolver))?.[1] : undefined
  if (type === undefined) return []
  return owner.body.body.flatMap((method): FieldResolver[] => {
    const name = method.type === "MethodDefinition" ? propertyName(method) : null
    if (method.type !== "MethodDefinition" || name === null || !isFunction(method.value)) return []
    if (!method.decorators.some((each) => /^(?:ResolveField|FieldResolver|ResolveProperty)$/.test(decoratorName(each) ?? ""))) return []
    const parent = method.value.params.find((each) =>
      ("decorators" in each ? (each.decorators as readonly Node[]) : []).some((one) => /^(?:Parent|Root)$/.test(decoratorName(one) ?? "")),
    )
    return parent ? [{ type, field: name, function: method.value, parent }] : []
  })
}

/** Whether objects of a type are answered in lists, by the schemas and decorators of the repository: `[Review!]`, `() => [Review]`. */
export function isAnsweredInLists(project: Project, type: string): boolean {
  return project.once(`lists of ${type}`, () => {
    const list = new RegExp(`\\[\\s*${type}\\s*!?\\s*\\]`)
    return [...project.tree.files.keys()].some(
      (path) =>
        /\.(?:[cm]?[jt]s|graphqls?|gql)$/.test(path) && list.test(project.textOf(path) ?? "") && list.test(project.codeOf(path) ?? ""),
    )
  })
}
