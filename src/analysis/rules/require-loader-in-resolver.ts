import { calleeName, callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { ioBelow } from "../calls/io-below.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { fieldResolversOf, isAnsweredInLists } from "../routes/field-resolvers.ts"
import type { FieldResolver } from "../routes/field-resolvers.ts"
import { bare, descendants, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Prisma gathers these of one tick into one query: https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance
const GATHERED = /^@prisma\/client\.PrismaClient\(\)\.\w+\.findUnique(?:OrThrow)?$/
const KEEPS = /cache|memo|loader|batch/i
// Builders of Knex are sent when they are awaited or handed out, whatever their last step is.
const BUILT = /^knex\(\)\(\)\.(?:[\w().]{0,200}\.)?(?:select|where\w*|first|orderBy|join|leftJoin)$/
const READS = ["db-read", "db-list"] as const

export const requireLoaderInResolver = defineRule({
  kind: "source",
  id: "require-loader-in-resolver",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "One query for each object of the answer",
  why: "The resolver of a field runs once for each object of its type in the answer. One that asks the database by itself makes a list of a hundred objects a hundred and one queries, however the list was read.",
  fix: "Read through a loader that gathers the keys of one answer (`DataLoader`), made anew for each request.",
  cwe: ["CWE-1050"],
  needs: { path: "server", text: [/\bresolvers?\b|@Resolver\b/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const resolver of fieldResolversOf(module)) {
      if (!resolver.function.body || !isAnsweredInLists(project, resolver.type)) continue
      const alone = loaderOfItsOwn(project, module, resolver.function.body)
      if (alone) {
        yield {
          at: alone,
          title: `Each \`${resolver.type}\` of an answer gets a loader of its own`,
          message: `\`${resolver.type}.${resolver.field}\` is resolved for every \`${resolver.type}\` by itself and makes a new loader each time: a loader gathers only what it is asked itself, so each asks for one key, and a list of a hundred is a hundred and one round trips.`,
          fix: "Make the loader once for each request, where the context is made, and take it from there.",
          key: `${resolver.type}.${resolver.field}`,
        }
        continue
      }
      const query = queryByParent(project, module, resolver)
      if (!query) continue
      const name = calleeName(module, query)
      yield {
        at: query,
        title: `\`${name}\` runs once for each \`${resolver.type}\` of an answer`,
        message: `\`${resolver.type}.${resolver.field}\` is resolved for every \`${resolver.type}\` by itself, and each time \`${name}\` asks the database: a list of a hundred is a hundred and one round trips for one request.`,
        key: `${resolver.type}.${resolver.field}`,
      }
    }
  },
})

/** `new DataLoader(…).load(id)`, or the same with a function that makes one; `null` when the loader was there before. */
function loaderOfItsOwn(project: Project, module: SourceModule, body: Node): Call | null {
  for (const call of descendants(body)) {
    if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") continue
    if (!/^load(?:Many)?$/.test(propertyName(call.callee) ?? "")) continue
    let made = bare(call.callee.object)
    const declaration = made.type === "Identifier" ? module.bindings.resolve(made)?.declaration : null
    if (declaration?.type === "VariableDeclarator" && declaration.init && declaration.start > body.start && declaration.end < body.end)
      made = bare(declaration.init)
    if (made.type === "NewExpression" && isLoader(project, module, made)) return call
    const maker = made.type === "CallExpression" ? meaningOf(project, module, made.callee) : null
    if (maker?.kind === "function" && makesLoader(project, maker.module, maker.node)) return call
  }
  return null
}

function isLoader(project: Project, module: SourceModule, made: Node & { type: "NewExpression" }): boolean {
  return /^dataloader(?:\.default|\.DataLoader)?$/.test(originOf(project, module, made.callee) ?? "")
}

/** Whether all a function does is make a loader; one that keeps it for the next time has more to it. */
function makesLoader(project: Project, module: SourceModule, { body }: FunctionNode): boolean {
  const only = body?.type === "BlockStatement" ? (body.body.length === 1 ? body.body[0] : null) : body
  const made = only?.type === "ReturnStatement" ? only.argument : only
  return made?.type === "NewExpression" && isLoader(project, module, made)
}

/** The call that reads the database for what the parent says, itself or two calls further; `null` when it is gathered or kept. */
function queryByParent(project: Project, module: SourceModule, { parent, function: resolver }: FieldResolver): Call | null {
  const names = new Set([...descendants(parent)].flatMap((each) => (each.type === "Identifier" ? [each.name] : [])))
  const body = resolver.body as Node
  if (keepsAnswers(body)) return null
  for (const each of [body, ...descendants(body)]) {
    if (each.type !== "CallExpression" || !asksFor(each, names)) continue
    const { facts, path } = callFacts(project, module, each)
    if (path !== null && GATHERED.test(path)) continue
    if (READS.some((fact) => facts.includes(fact)) || BUILT.test(path ?? "")) return each
    const called = meaningOf(project, module, each.callee)
    if (called?.kind !== "function" || !called.node.body || keepsAnswers(called.node)) continue
    if (buildsQuery(project, called.module, called.node.body)) return each
    const below = ioBelow(project, called.module, called.node.body, READS, 1)
    if (below && !GATHERED.test(callFacts(project, called.module, below.call).path ?? "")) return each
  }
  return null
}

function buildsQuery(project: Project, module: SourceModule, body: Node): boolean {
  return [body, ...descendants(body)].some(
    (each) => each.type === "CallExpression" && BUILT.test(callFacts(project, module, each).path ?? ""),
  )
}

function asksFor(call: Call, names: ReadonlySet<string>): boolean {
  return call.arguments.some((argument) =>
    [argument, ...descendants(argument)].some((each) => each.type === "Identifier" && names.has(each.name)),
  )
}

function keepsAnswers(root: Node): boolean {
  return [...descendants(root)].some((each) => each.type === "Identifier" && KEEPS.test(each.name))
}
