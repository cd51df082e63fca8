import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { returningHandlers } from "../routes/returned-answer.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Manifest } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const READS = /^(?:find\w*|get(?:All|One|Many)?|scan|all|list|query)$/
const NARROWED = /\b(?:attributes|select|exclude|projection|project|omit|fields|pick)\b|-password|password:\s*(?:false|0)/
const CLEANED =
  /delete\s+\w+(?:\.\w+)*\.password|\.password\s*=|password:\s*(?:undefined|_)|\bomit\(|\bpick\(|toJSON|instanceToPlain|plainToInstance|sanitize|serializ|toDto|\.map\(/i

const MAX_INCLUDES = 6

export const noPasswordHashInResponse = defineRule({
  kind: "source",
  id: "no-password-hash-in-response",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Password hashes are sent to callers",
  why: "A hash that has left the server is tried against word lists at leisure, and most passwords fall in days. Sending a record as it was read sends every column it has, those added later included.",
  fix: "Name the columns that callers need, or take the hash out of the model's JSON.",
  cwe: ["CWE-200", "CWE-522"],
  needs: { path: "server", words: ["json", "send", "jsonp", "body", "Controller", "handler", "fastify", "app"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* returned(project, module)
    if (!/\.(?:json|send)\(|\bbody\s*=/.test(module.text)) return
    for (const node of descendants(module.program)) {
      const sent = sentBy(node)
      if (!sent) continue
      yield* broughtAlong(project, module, node, sent)
      for (const value of valuesIn(sent)) {
        const read = readOf(module, value)
        const model = read ? modelOf(project, module, read) : null
        if (!read || model === null || NARROWED.test(module.textOf(outerCall(read)))) continue
        const around = enclosingFunction(node)
        if (around && isCleaned(project, module, around)) continue
        const name = module.textOf(value)
        yield {
          at: node,
          message: `Callers get the password hash of ${name.endsWith("s") ? "every account" : "the account"}: \`${name.slice(0, 40)}\` is sent as \`${module.textOf(read.callee).replace(/\s+/g, " ").slice(0, 50)}\` gave it, and \`${model.name}\` has a column \`${model.column}\` (${model.path}).`,
        }
        break
      }
    }
  },
})

// A handler may answer in many places, and is asked about each.
function isCleaned(project: Project, module: SourceModule, around: Node): boolean {
  return project.onceFor(around, "takes secrets out", () => CLEANED.test(module.namesOf(around)))
}

// Handlers of Nest, Fastify and Hapi return what is sent, often as a service gave it.
function* returned(project: Project, module: SourceModule): Generator<Draft> {
  for (const [handler, route] of returningHandlers(project, module)) {
    if (isShaped(project, route) || isCleaned(project, module, handler)) continue
    for (const value of [...returnedBy(handler)].flatMap((each) => [each, ...propertiesOf(each)])) {
      const found = readBehind(project, module, value)
      const model = found && modelOf(project, found.module, found.read)
      if (!model || NARROWED.test(found.module.textOf(outerCall(found.read)))) continue
      const around = enclosingFunction(found.read)
      if (around && isCleaned(project, found.module, around)) continue
      yield {
        at: statementOf(value) ?? value,
        message: `Callers get the password hash of whatever account is read: \`${routeLabel(route)}\` sends what \`${found.module.textOf(found.read.callee).replace(/\s+/g, " ").slice(0, 50)}\` gave, and \`${model.name}\` has a column \`${model.column}\` (${model.path}).`,
      }
      break
    }
  }
}

// `Team.findByPk(id, { include: [{ model: User, as: "captain" }] })`: rows of other tables come along with all their columns.
function* broughtAlong(project: Project, module: SourceModule, node: Node, sent: Node): Generator<Draft> {
  const around = enclosingFunction(node)
  if (around && isCleaned(project, module, around)) return
  for (const value of [...valuesIn(sent), ...membersIn(sent)]) {
    const [root, part] = value.type === "MemberExpression" ? [bare(value.object), propertyName(value)] : [value, null]
    const read = readOf(module, root)
    const options = read?.arguments.map((each) => bare(each)).find((each) => propertyOf(each, "include") !== null)
    const include = options ? propertyOf(options, "include") : null
    for (const { at, model } of include ? includedIn(project, module.path, include, part) : [])
      yield {
        at,
        message: `Callers get the password hash of each \`${model.name}\` that comes along: nothing here says which of its columns are sent, and \`${model.name}\` has a column \`${model.column}\` (${model.path}).`,
        fix: "Name the columns that callers need where the other table is included.",
      }
  }
}

interface Included {
  readonly at: Node
  readonly model: SecretModel
}

/** The models with passwords that an `include` brings whole, in Sequelize's lists and in Prisma's objects; of one part only, where it has a name. */
function includedIn(project: Project, from: string, include: Node, part: string | null, depth = 0): Included[] {
  const inner = bare(include)
  if (depth > MAX_INCLUDES) return []
  if (inner.type === "ArrayExpression")
    return inner.elements.flatMap((each) => (each ? includedModel(project, from, bare(each), part, depth) : []))
  // `include: { model: User }`
  if (inner.type !== "ObjectExpression" || propertyOf(inner, "model")) return includedModel(project, from, inner, part, depth)
  return inner.properties.flatMap((each) => {
    const name = each.type === "Property" ? propertyName(each) : null
    if (each.type !== "Property" || name === null || (part !== null && name !== part)) return []
    const value = bare(each.value)
    if (propertyOf(value, "select") ?? propertyOf(value, "omit")) return []
    const nested = propertyOf(value, "include")
    const model = modelCalled(project, from, name.toLowerCase())
    const isWhole = value.type === "ObjectExpression" || (value.type === "Literal" && value.value === true)
    return [
      ...(isWhole && model?.path.endsWith(".prisma") ? [{ at: each as Node, model }] : []),
      ...(nested ? includedIn(project, from, nested, null, depth + 1) : []),
    ]
  })
}

// `User`, `db.User`, `{ model: User, as: "captain" }`
function includedModel(project: Project, from: string, node: Node, part: string | null, depth: number): Included[] {
  const isOptions = node.type === "ObjectExpression"
  const named = isOptions ? propertyOf(node, "model") : node
  const name = !named ? null : bare(named).type === "Identifier" ? (bare(named) as Node & { name: string }).name : propertyName(bare(named))
  const alias = isOptions ? stringOf(propertyOf(node, "as") ?? undefined) : null
  if (!name || (part !== null && part !== alias && !part.toLowerCase().startsWith(name.toLowerCase()))) return []
  const model = modelCalled(project, from, name.replace(/Model$/, "").toLowerCase())
  const nested = isOptions ? propertyOf(node, "include") : null
  return [
    ...(model && !(isOptions && propertyOf(node, "attributes")) ? [{ at: node, model }] : []),
    ...(nested ? includedIn(project, from, nested, null, depth + 1) : []),
  ]
}

// `{ roster: team.memberships }`, `team.memberships`
function membersIn(sent: Node): Node[] {
  const inner = bare(sent)
  const values =
    inner.type === "ObjectExpression" ? inner.properties.flatMap((each) => (each.type === "Property" ? [bare(each.value)] : [])) : [inner]
  return values.filter((each) => each.type === "MemberExpression")
}

// What a schema of the answer or an interceptor leaves out is not known here.
function isShaped(project: Project, route: Route): boolean {
  const { module, node, router } = route
  if (route.framework !== "NestJS") return /\bresponse\b/.test(module.textOf(node).slice(0, 2_000).split("=>")[0] ?? "")
  const decorated = [node, ...(router ? [router] : [])].flatMap((each) =>
    "decorators" in each ? (each.decorators as readonly Node[]) : [],
  )
  if (decorated.some((each) => /serial|interceptor|transform|exclude/i.test(module.textOf(each)))) return true
  return project.once("shapes all answers", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /useGlobalInterceptors|APP_INTERCEPTOR/)),
  )
}

function* returnedBy({ body }: FunctionNode): Generator<Node> {
  if (!body) return
  if (body.type !== "BlockStatement") yield body
  else for (const each of ownNodes(body)) if (each.type === "ReturnStatement" && each.argument) yield each.argument
}

interface Read {
  readonly module: SourceModule
  readonly read: Call
}

/** The query behind what is returned: its result under a name, itself, or that of a method that returns one. */
function readBehind(project: Project, module: SourceModule, value: Node, depth = 0): Read | null {
  const inner = bare(value)
  const read = inner.type === "Identifier" ? readOf(module, inner) : inner.type === "CallExpression" ? readCall(inner) : null
  const call = inner.type === "CallExpression" ? inner : (read ?? heldCall(module, inner))
  const meaning = call ? meaningOf(project, module, call.callee) : null
  if (meaning?.kind !== "function") return read && modelOf(project, module, read) ? { module, read } : null
  if (depth >= 2 || CLEANED.test(meaning.module.namesOf(meaning.node))) return null
  for (const each of returnedBy(meaning.node)) {
    const found = readBehind(project, meaning.module, each, depth + 1)
    if (found) return found
  }
  return null
}

// `const members = await this.members.listTeam(id)`
function heldCall(module: SourceModule, name: Node): Call | null {
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  const made = binding.declaration.init ? bare(binding.declaration.init) : null
  return made?.type === "CallExpression" ? made : null
}

// `return { count: members.length, members }`
function propertiesOf(returned: Node): Node[] {
  const inner = bare(returned)
  return inner.type === "ObjectExpression" ? [...valuesIn(inner)] : []
}

function statementOf(value: Node): Node | null {
  for (const above of ancestors(value)) {
    if (above.type === "ReturnStatement") return above
    if (isFunction(above)) return null
  }
  return null
}

/** What `res.json(x)`, `reply.send(x)` and `ctx.body = x` send; `null` for anything else. */
function sentBy(node: Node): Node | null {
  if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && propertyName(node.left) === "body")
    return node.left.object.type === "Identifier" && node.left.object.name === "ctx" ? node.right : null
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.arguments.length !== 1) return null
  if (!/^(?:json|send|jsonp)$/.test(propertyName(node.callee) ?? "")) return null
  let receiver = bare(node.callee.object)
  while (receiver.type === "CallExpression" && receiver.callee.type === "MemberExpression") receiver = bare(receiver.callee.object)
  return receiver.type === "Identifier" && /^_?(?:res|response|reply|ctx|c)$/.test(receiver.name) ? (node.arguments[0] ?? null) : null
}

function* valuesIn(sent: Node): Generator<Node> {
  const inner = bare(sent)
  if (inner.type === "Identifier") yield inner
  else if (inner.type === "ObjectExpression")
    for (const each of inner.properties) if (each.type === "Property" && bare(each.value).type === "Identifier") yield bare(each.value)
}

/** The call whose result a name holds: assigned with `await`, or handed to `.then(name => …)` or `(error, name) => …`. */
function readOf(module: SourceModule, name: Node): Call | null {
  const binding = module.bindings.resolve(name)
  if (!binding || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  if (binding.kind === "variable" && binding.declaration.type === "VariableDeclarator" && binding.declaration.init)
    return readCall(bare(binding.declaration.init))
  if (binding.kind !== "parameter") return null
  const owner = enclosingFunction(binding.identifier)
  const call = owner?.parent
  if (!isFunction(owner) || call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return null
  const index = owner.params.findIndex((each) => each === binding.identifier)
  if (propertyName(call.callee) === "then") return index === 0 ? readCall(bare(call.callee.object)) : null
  return index === 1 && call.arguments.at(-1) === owner ? readCall(call) : null
}

function readCall(node: Node): Call | null {
  let current = node
  for (let step = 0; step < 6; step++) {
    if (current.type !== "CallExpression" || current.callee.type !== "MemberExpression") return null
    if (READS.test(propertyName(current.callee) ?? "")) return current
    current = bare(current.callee.object)
  }
  return null
}

// `.select("-password")` follows the read.
function outerCall(read: Call): Node {
  let outer: Node = read
  for (let above = outer.parent; above; above = above.parent) {
    if (above.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(propertyName(above) ?? "")) break
    if (above.type !== "MemberExpression" && !(above.type === "CallExpression" && above.callee === outer)) break
    outer = above
  }
  return outer
}

interface SecretModel {
  readonly name: string
  readonly column: string
  readonly path: string
}

function modelOf(project: Project, module: SourceModule, read: Call): SecretModel | null {
  if (read.callee.type !== "MemberExpression") return null
  const receiver = bare(read.callee.object)
  const text = receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? (propertyName(receiver) ?? "") : ""
  const plain = text.replace(/(?:Model|Repository|Repo|Collection)$/i, "").toLowerCase()
  return plain === "" || module.textOf(receiver).length > 60 ? null : modelCalled(project, module.path, plain)
}

const PASSWORD = /^[ \t]*(?:@Column\([^)\n]*\)\s*)?(password(?:_?hash)?|hashed_?password)\s*[?!]?\s*(?::|\bString\b)/im

/** The model of a name in small letters that code of a file can reach: of its own package, or of one it builds on. */
function modelCalled(project: Project, from: string, name: string): SecretModel | null {
  const own = project.manifestFor(from)
  return (
    modelsWithPasswords(project)
      .get(name)
      ?.find(({ path }) => {
        const its = project.manifestFor(path)
        if (own === null || its === null || own === its || isBelow(own, its) || isBelow(its, own)) return true
        const { name: wanted } = its
        if (wanted === null) return false
        return (
          project.dependsOn(from, wanted) !== null ||
          project.manifests.some(
            (each) => each.name !== null && project.dependsOn(from, each.name) !== null && project.dependsOn(each.path, wanted) !== null,
          )
        )
      }) ?? null
  )
}

function isBelow(one: Manifest, other: Manifest): boolean {
  return one.path.startsWith(other.path.replace(/package\.json$/, ""))
}

/** Models with a password column that nothing keeps out of JSON, by their name in small letters. */
function modelsWithPasswords(project: Project): ReadonlyMap<string, readonly SecretModel[]> {
  return project.once("models with passwords", () => {
    const found = new Map<string, SecretModel[]>()
    for (const path of [...project.sourcePaths, ...[...project.tree.files.keys()].filter((each) => each.endsWith(".prisma"))]) {
      const written = project.textOf(path) ?? ""
      if (written.length > 100_000 || !/password/i.test(written)) continue
      const module = project.moduleOf(path)
      const text = module === null ? written : module.namesOf(module.program)
      const column = PASSWORD.exec(text)?.[1]
      if (column === undefined || /toJSON|select:\s*false|@Exclude|defaultScope|hidden|private:\s*true|omit/i.test(text)) continue
      const names = [
        ...text.matchAll(/\.define\(\s*["'](\w{2,40})["']/g),
        ...text.matchAll(/\bmodel(?:<[^>\n]{0,80}>)?\(\s*["'](\w{2,40})["']/g),
        ...text.matchAll(/@Entity\([^)\n]{0,80}\)\s*(?:@\w+\([^)\n]{0,80}\)\s*)*export (?:default )?class (\w{2,40})/g),
        ...(path.endsWith(".prisma") ? text.matchAll(/^model (\w{2,40}) \{[^}]*\bpassword\w*\s+String/gm) : []),
      ]
      for (const match of names) {
        const name = match[1] as string
        // Each definition holds its columns itself, where several stand in a file.
        if (match[0].startsWith(".define") && !PASSWORD.test(text.slice(match.index).split(/\.define\(/, 2)[1] ?? "")) continue
        const plain = name.toLowerCase().replace(/entity$/, "")
        for (const key of [plain, `${plain}s`]) found.set(key, [{ name, column, path }, ...(found.get(key) ?? [])])
      }
    }
    return found
  })
}
