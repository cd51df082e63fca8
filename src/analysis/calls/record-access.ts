import { routesIn } from "../routes/collect-routes.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A call in a handler that reads or changes records. */
export interface RecordCall {
  readonly node: Node
  /** The code before the method, `this.orders` or `Order`. */
  readonly receiver: string
  /** What the client sent that is among the arguments, by field name with the code it came from. */
  readonly sent: readonly { readonly field: string; readonly code: string }[]
  /** The fields of the caller that are among the arguments, `id` or `userId`. */
  readonly caller: readonly string[]
}

/** What a handler knows of its caller and which records it touches. */
export interface HandlerRecords {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly label: string | null
  readonly calls: readonly RecordCall[]
  /** Whether the caller has a say in what the handler does; being shown in its answer is none. */
  readonly usesCaller: boolean
  readonly showsCaller: boolean
  /** Whether it, its middleware or its path speak of roles and rights. */
  readonly checksRights: boolean
}

const CALLER =
  /\b(?:(?:req|request|ctx|context|c)\.(?:user|session|auth|userId|currentUser|account|tenant)|ctx\.state\.\w*[uU]ser|res\.locals\.\w*[uU]ser|request\.auth\.credentials)(?:\?*\.(\w+))*/
const SENT = /\b(?:req|request|ctx)(?:\.request)?\.(?:params|query|body|payload)\.(\w+)/g
const RECORD_METHOD = /^(?:find|get|fetch|load|read|update|save|delete|remove|destroy|cancel|patch|upsert)/i
const RIGHTS = /admin|role|permission|\bcan\(|ability|authori[sz]e|policy|\bowner|isOwner|belongsTo|public|superuser|staff|acl\b/i
const MAX_TEXT = 20_000

/** The handlers of a file with the records they touch; by route, and by the names of their parameters where no route is found. */
export function handlerRecordsIn(project: Project, path: string): readonly HandlerRecords[] {
  const known = project.once("handler records", () => new Map<string, readonly HandlerRecords[]>())
  const before = known.get(path)
  if (before) return before
  const module = project.moduleOf(path)
  const found = module ? collect(project, module) : []
  known.set(path, found)
  return found
}

function collect(project: Project, module: SourceModule): HandlerRecords[] {
  const found: HandlerRecords[] = []
  const seen = new Set<FunctionNode>()
  for (const route of routesIn(project, module.path)) {
    const { function: node, functionModule } = route.handler
    if (node === null || functionModule !== module || seen.has(node)) continue
    seen.add(node)
    found.push(recordsOf(module, node, route))
  }
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
    if (seen.has(node) || node.params.length < 2 || node.params.length > 3) continue
    const [first, second] = node.params
    if (
      first?.type !== "Identifier" ||
      second?.type !== "Identifier" ||
      !/^_?req(?:uest)?$/.test(first.name) ||
      !/^_?res(?:ponse)?$/.test(second.name)
    )
      continue
    found.push(recordsOf(module, node, null))
  }
  return found
}

function recordsOf(module: SourceModule, node: FunctionNode, route: Route | null): HandlerRecords {
  const text = wordsOf(module, node)
  const names = namesIn(module, node)
  const calls: RecordCall[] = []
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression") continue
    const method = propertyName(each.callee)
    if (method === null || !RECORD_METHOD.test(method)) continue
    const receiver = module.textOf(each.callee.object).replace(/\s+/g, "")
    if (receiver.length > 60 || /^(?:req|res|request|ctx|reply|Array|Object|Map|cache|headers)\b/.test(receiver)) continue
    calls.push({ node: each, receiver, ...usedIn(module, each.arguments, names) })
  }
  const around =
    route === null ? "" : `${route.path ?? ""} ${route.middleware.map((each) => each.module.textOf(each.node).slice(0, 200)).join(" ")}`
  const decorated = node.parent?.type === "MethodDefinition" ? module.textOf(node.parent).slice(0, 400) : ""
  return {
    module,
    node,
    label: route === null ? null : routeLabel(route),
    calls,
    usesCaller: asksForCaller(module, node) || [...names.values()].some((each) => each.kind === "caller"),
    showsCaller: CALLER.test(text),
    checksRights: RIGHTS.test(text) || RIGHTS.test(around) || RIGHTS.test(decorated),
  }
}

function asksForCaller(module: SourceModule, root: Node): boolean {
  const isAnswer = (node: Node) =>
    node.type === "CallExpression" && /^(?:res|response|reply|console|log(?:ger)?)\b/.test(module.textOf(node.callee).slice(0, 60))
  for (const node of descendants(root, isAnswer))
    if (node.type === "MemberExpression" && node.end - node.start < 80 && CALLER.test(module.textOf(node))) return true
  return false
}

// The code of a handler without its comments and messages, as far as callers and rights are named in it.
function wordsOf(module: SourceModule, root: Node): string {
  const words: string[] = []
  let length = 0
  for (const node of descendants(root)) {
    const isPath = node.type === "MemberExpression" && node.end - node.start < 80
    if (!isPath && node.type !== "Identifier" && node.type !== "Literal") continue
    const word = module.namesOf(node).slice(0, 80)
    words.push(word)
    length += word.length
    if (length > MAX_TEXT) break
  }
  return words.join(" ")
}

type Name = { readonly kind: "caller" | "sent"; readonly field: string; readonly code: string }

// `const { userId } = req.session`, `const id = req.params.id`, `@Param("id") id`, `@CurrentUser() user`.
function namesIn(module: SourceModule, node: FunctionNode): Map<string, Name> {
  const names = new Map<string, Name>()
  for (const parameter of node.params) {
    const decorators = "decorators" in parameter ? (parameter.decorators as readonly Node[]) : []
    const name = parameter.type === "Identifier" ? parameter.name : null
    for (const decorator of decorators) {
      const kind = decoratorName(decorator) ?? ""
      if (name !== null && /user|auth|session|account|principal/i.test(kind))
        names.set(name, { kind: "caller", field: name, code: `@${kind}()` })
      else if (name !== null && /^(?:Param|Query)$/.test(kind)) names.set(name, { kind: "sent", field: name, code: `@${kind}("${name}")` })
    }
  }
  for (const each of descendants(node)) {
    if (each.type !== "VariableDeclarator" || !each.init) continue
    const init = module.textOf(each.init).slice(0, 200)
    const isCaller = CALLER.test(init)
    const sent = /^(?:req|request|ctx)(?:\.request)?\.(?:params|query|body|payload)(?:\.(\w+))?$/.exec(init)
    if (each.id.type === "Identifier") {
      if (isCaller) names.set(each.id.name, { kind: "caller", field: /\.(\w+)$/.exec(init)?.[1] ?? each.id.name, code: init })
      else if (sent?.[1]) names.set(each.id.name, { kind: "sent", field: sent[1], code: init })
    } else if (each.id.type === "ObjectPattern" && (isCaller || sent)) {
      for (const property of each.id.properties) {
        const field = property.type === "Property" ? propertyName(property) : null
        if (field !== null && property.type === "Property" && property.value.type === "Identifier")
          names.set(property.value.name, { kind: isCaller ? "caller" : "sent", field, code: `${init}.${field}` })
      }
    }
  }
  return names
}

function usedIn(module: SourceModule, parts: readonly Node[], names: ReadonlyMap<string, Name>): Pick<RecordCall, "sent" | "caller"> {
  const sent: { field: string; code: string }[] = []
  const caller: string[] = []
  for (const part of parts) {
    // What a callback does with the result is no argument.
    if (isFunction(part)) continue
    const text = module.textOf(part).slice(0, 2_000)
    for (const match of text.matchAll(SENT)) if (match[1]) sent.push({ field: match[1], code: match[0] })
    const own = CALLER.exec(text)
    if (own) caller.push(/\.(\w+)$/.exec(own[0])?.[1] ?? "user")
    for (const node of descendants(part, (each) => isFunction(each))) {
      const name = node.type === "Identifier" && !isKey(node) ? names.get(node.name) : undefined
      if (name?.kind === "caller") caller.push(name.field)
      else if (name) sent.push({ field: name.field, code: name.code })
    }
  }
  return { sent, caller }
}

function isKey(node: Node): boolean {
  const { parent } = node
  return (
    (parent?.type === "Property" && parent.key === node && !parent.shorthand) ||
    (parent?.type === "MemberExpression" && parent.property === node)
  )
}
