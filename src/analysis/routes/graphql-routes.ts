import { isTestPath } from "../classify.ts"
import { bare, descendants, isClass, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { handlerOf } from "./handler.ts"
import { decoratorName, guardsOf } from "./nest-routes.ts"
import type { Route } from "./route.ts"

const DECORATORS = /^(?:Query|Mutation|Subscription|ResolveField|FieldResolver|ResolveProperty)$/
const BUILDERS = /^(?:graphql|nexus|@pothos\/core)$/
const ROOTS = ["Query", "Mutation", "Subscription"] as const

/** Every resolver of the repository outside its tests. They are entries like routes, but clients know no path of theirs. */
export function resolversOf(project: Project): readonly Route[] {
  return project.once("resolvers", () =>
    project.sourcePaths.flatMap((path) => {
      if (
        isTestPath(path) ||
        !project.mentions(
          path,
          /@Resolver\b|["'](?:graphql|nexus|@pothos\/core)["']|\bresolvers?\b[^;]{0,400}\b(?:Query|Mutation|Subscription)\s*[:,]/i,
        )
      )
        return []
      const module = project.moduleOf(path)
      return module ? collectGraphql(project, module) : []
    }),
  )
}

// Classes of Nest and type-graphql, and maps as Apollo, Mercurius and Yoga take them. The path is the field's name.
function collectGraphql(project: Project, module: SourceModule): Route[] {
  const routes: Route[] = []
  const isBuilt = module.imports.some(({ specifier }) => BUILDERS.test(specifier))
  for (const node of descendants(module.program)) {
    if (isClass(node)) {
      if (node.decorators.some((each) => decoratorName(each) === "Resolver")) routes.push(...resolverClass(project, module, node))
    } else if (node.type === "ObjectExpression") {
      if (isResolverMap(node)) routes.push(...resolverMap(project, module, node))
      else if (isBuilt) routes.push(...builtField(project, module, node))
    }
  }
  return routes
}

function resolverClass(project: Project, module: SourceModule, owner: Node & { type: "ClassDeclaration" | "ClassExpression" }): Route[] {
  const shared = guardsOf(project, module, owner.decorators)
  return owner.body.body.flatMap((method): Route[] => {
    if (method.type !== "MethodDefinition" || !isFunction(method.value)) return []
    const kind = method.decorators.map(decoratorName).find((name) => name !== null && DECORATORS.test(name))
    const name = propertyName(method)
    if (!kind || name === null) return []
    return [
      {
        framework: "GraphQL",
        method: /^(?:Query|Mutation|Subscription)$/.test(kind) ? kind.toUpperCase() : "FIELD",
        path: name,
        module,
        node: method,
        router: owner,
        middleware: [...shared, ...guardsOf(project, module, method.decorators)],
        handler: { node: method.value, module, function: method.value, functionModule: module, wrapper: null },
      },
    ]
  })
}

// `{ type: GraphQLString, args: { … }, resolve: (root, args) => … }` of graphql-js, Nexus and Pothos.
function builtField(project: Project, module: SourceModule, field: Node & { type: "ObjectExpression" }): Route[] {
  const resolver = propertyOf(field, "resolve")
  if (!resolver || !propertyOf(field, "type")) return []
  const name = field.parent?.type === "Property" ? propertyName(field.parent) : null
  return [
    {
      framework: "GraphQL",
      method: "FIELD",
      path: name ?? "resolve",
      module,
      node: field,
      router: null,
      middleware: [],
      handler: handlerOf(project, module, resolver),
    },
  ]
}

/** Whether an object is a map of resolvers: `const resolvers = { Query: { … } }`, `{ typeDefs, resolvers: { … } }`, `export default { Mutation: { … } }`. */
export function isResolverMap(node: Node & { type: "ObjectExpression" }): boolean {
  if (!ROOTS.some((root) => propertyOf(node, root))) return false
  const { parent } = node
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" && /resolver/i.test(parent.id.name)
  if (parent?.type === "Property") return propertyName(parent) === "resolvers"
  return parent?.type === "ExportDefaultDeclaration" || (parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression")
}

function resolverMap(project: Project, module: SourceModule, map: Node & { type: "ObjectExpression" }): Route[] {
  return ROOTS.flatMap((root) => {
    const written = propertyOf(map, root)
    if (!written) return []
    const meaning = bare(written).type === "ObjectExpression" ? null : meaningOf(project, module, written)
    const [holder, fields] = meaning?.kind === "value" ? [meaning.module, bare(meaning.node)] : [module, bare(written)]
    if (fields.type !== "ObjectExpression") return []
    return fields.properties.flatMap((field): Route[] => {
      const name = field.type === "Property" ? propertyName(field) : null
      if (field.type !== "Property" || name === null) return []
      // `Subscription: { added: { subscribe, resolve } }`
      const resolver = propertyOf(field.value, "resolve") ?? field.value
      return [
        {
          framework: "GraphQL",
          method: root.toUpperCase(),
          path: name,
          module: holder,
          node: field,
          router: map,
          middleware: [],
          handler: handlerOf(project, holder, resolver),
        },
      ]
    })
  })
}
