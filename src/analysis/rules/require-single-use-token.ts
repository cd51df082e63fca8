import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import {
  bare,
  descendants,
  enclosingClass,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  propertyOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// What is sent to somebody to be used once.
const FOR_ONCE = /magic|passwordless|one_?-?time|single_?-?use|(?:reset|recovery)(?!\w*(?:Count|Timer|State))|(?:log|sign)_?-?in_?-?link/i
// What is meant to be used often.
const FOR_OFTEN = /session|refresh|api_?key|access_?token|remember|invit|share|csrf|cache|unsubscribe|limit/i
const REDEEMS = /redeem|consume|exchange|verif|log_?in|sign_?in|^use|accept|complete|confirm|^reset|callback|finish|claim/i
const KEEPS = /^(?:set|put|setex|psetex|setEx|store)$/
const TAKES_AWAY =
  /get_?(?:and_?)?del|\bdel\w*\b|remove|destroy|consume|\btake\w*\(|\bpop\(|\bused|usedAt|used_at|revok|invalidat|\bclear\w*\(|\beval\w*\(|\bpull\(|redeemed|expireat|\$unset/i
const MADE = /\b(?:randomBytes|randomUUID|nanoid|customAlphabet|getRandomValues|uuid\w*|cuid|randomString|generateToken|randomToken)\b/
const LOOKS_UP = /^(?:findOne|findFirst|findUnique|findOneBy|findOneOrFail|findFirstOrThrow|findUniqueOrThrow)$/
const COLUMN = /^(?:password_?)?(?:reset|recovery|magic|one_?time)_?(?:link|password|login)?_?(?:token|code|hash|key)(?:_?hash)?$/i
const PASSWORD =
  /\.(?:password|passwordHash|password_hash|hash|hashedPassword|encryptedPassword)\s*=(?!=)|\b(?:password|passwordHash|password_hash|hashedPassword)\s*(?::|,|\})/
const MAX_FUNCTION = 10_000
const MAX_IMPORTERS = 20

export const requireSingleUseToken = defineRule({
  kind: "source",
  id: "require-single-use-token",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A token for one use can be used again",
  why: "A link in a mail stays in the mailbox, in the history of the browser and in the logs of proxies. As long as it works a second time, whoever finds it there gets in, or sets another password, after its owner did.",
  fix: "Delete the token in the same step that finds it.",
  cwe: ["CWE-294", "CWE-613"],
  needs: { path: "server", text: [FOR_ONCE] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !FOR_ONCE.test(module.text)) return
    yield* keptAfterUse(project, module)
    yield* keptInRecord(project, module)
  },
})

/** `store.set(hash(token), …)` for a random token, and `store.get(hash(token))` of one that was sent, where nothing takes it away. */
function* keptAfterUse(project: Project, module: SourceModule): Generator<Draft> {
  if (TAKES_AWAY.test(module.namesOf(module.program))) return
  const calls = nodesOf(module.program, "CallExpression")
  const kept = new Map<string, Call>()
  for (const call of calls) {
    const access = accessOf(module, call)
    if (access && KEEPS.test(access.method) && isMadeHere(module, access.token)) kept.set(access.place, call)
  }
  if (kept.size === 0 || isTakenAwayElsewhere(project, module)) return
  for (const call of calls) {
    const access = accessOf(module, call)
    const made = access?.method === "get" ? kept.get(access.place) : undefined
    const around = enclosingFunction(call)
    const maker = made ? enclosingFunction(made) : null
    if (!access || !made || !around || !maker || around === maker) continue
    const said = [call, made].map((each) => namesAround(module, each)).join(" ")
    if (!FOR_ONCE.test(said) || FOR_OFTEN.test(said) || !REDEEMS.test(functionName(around) ?? "") || mayTakeAway(project, module, call))
      continue
    const code = module.textOf(call.callee).replaceAll("`", "'").slice(0, 60)
    yield {
      at: call,
      message: `Whoever finds the link in a mailbox, a history or a log uses it again after its owner did: \`${code}\` reads the token and nothing takes it away.`,
      fix: "Read and delete it in one step (`GETDEL`, `delete … returning`), so that two requests at once cannot both use it.",
    }
  }
}

interface Access {
  readonly method: string
  /** The receiver and the key, with the name of the token left out. */
  readonly place: string
  readonly token: Node & { type: "Identifier" }
}

// `this.store.set(hash(token), entry)`: whatever the token is called there.
function accessOf(module: SourceModule, call: Call): Access | null {
  const callee = bare(call.callee)
  const [key] = call.arguments
  const method = callee.type === "MemberExpression" ? propertyName(callee) : null
  if (callee.type !== "MemberExpression" || !key || method === null || !(method === "get" || KEEPS.test(method))) return null
  if (key.end - key.start > 200) return null
  const values = [...descendants(key)].filter(
    (each) => each.type === "Identifier" && module.bindings.resolve(each) !== null && !isCalled(each),
  )
  const locals = values.filter((each) => {
    const binding = module.bindings.resolve(each)
    return binding !== null && enclosingFunction(binding.identifier) !== null
  })
  const [token] = locals
  if (token?.type !== "Identifier" || locals.length !== 1) return null
  const from = token.start - key.start
  const text = module.textOf(key)
  return { method, token, place: `${module.textOf(callee.object)} ${text.slice(0, from)}*${text.slice(from + token.name.length)}` }
}

function isCalled(node: Node): boolean {
  return node.parent?.type === "CallExpression" && node.parent.callee === node
}

function isMadeHere(module: SourceModule, token: Node & { type: "Identifier" }): boolean {
  const binding = module.bindings.resolve(token)
  const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return init ? MADE.test(module.textOf(init).slice(0, 300)) : false
}

/** What a call stands in is called: its function, its class and its file. */
function namesAround(module: SourceModule, node: Node): string {
  const around = enclosingFunction(node)
  const owner = enclosingClass(node)
  const file = module.path.slice(module.path.lastIndexOf("/") + 1)
  return [around ? functionName(around) : null, owner?.id?.name, file, module.textOf(node).slice(0, 120)].join(" ")
}

function isTakenAwayElsewhere(project: Project, module: SourceModule): boolean {
  return (importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS).some((path) => TAKES_AWAY.test(project.codeOf(path) ?? ""))
}

// A store of the repository may forget what it gives.
function mayTakeAway(project: Project, module: SourceModule, call: Call): boolean {
  const meaning = meaningOf(project, module, call.callee)
  return meaning?.kind === "function" && TAKES_AWAY.test(meaning.module.namesOf(meaning.node).slice(0, MAX_FUNCTION))
}

/** `User.findOne({ resetToken })`, and a new password for who was found, where the token stays in the record. */
function* keptInRecord(project: Project, module: SourceModule): Generator<Draft> {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
    const around = enclosingFunction(call)
    if (method === null || !LOOKS_UP.test(method) || !around || around.end - around.start > MAX_FUNCTION) continue
    const filter = propertyOf(call.arguments[0], "where") ?? call.arguments[0]
    const column = filter ? columnIn(filter) : null
    const after = module.namesOf({ start: call.end, end: around.end })
    if (column === null || !PASSWORD.test(after) || !/\.(?:save|update\w*|findByIdAndUpdate|findOneAndUpdate)\(/.test(after)) continue
    if (new RegExp(`${escapePattern(column)}|expir`, "i").test(after) || TAKES_AWAY.test(after) || handsOn(module, around, call)) continue
    if (isEmptiedElsewhere(project, column)) continue
    yield {
      at: call,
      title: `\`${column}\` works again after the password was set`,
      message: `Whoever finds the link in a mailbox, a history or a log sets another password after its owner did: the record is found by \`${column}\`, and it is still there when the new password is stored.`,
      fix: `Empty \`${column}\` in the same write that stores the password.`,
    }
  }
}

function columnIn(filter: Node): string | null {
  const inner = bare(filter)
  if (inner.type !== "ObjectExpression") return null
  return inner.properties.map((each) => propertyName(each)).find((name) => name !== null && COLUMN.test(name)) ?? null
}

// `await finishReset(user)`: what is given the record may empty it.
function handsOn(module: SourceModule, around: FunctionNode, call: Call): boolean {
  const declarator = call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent
  const name = declarator?.type === "VariableDeclarator" && declarator.id.type === "Identifier" ? declarator.id.name : null
  if (name === null) return true
  for (const each of descendants(around)) {
    if (each.type !== "CallExpression" || each.start < call.end || each.arguments.some((argument) => isFunction(bare(argument)))) continue
    const callee = bare(each.callee)
    if (each.arguments.some((argument) => bare(argument).type === "Identifier" && module.textOf(argument) === name)) {
      // TypeORM: `repository.save(user)`
      if (callee.type !== "MemberExpression" || propertyName(callee) !== "save") return true
    }
    const isOwn = callee.type === "MemberExpression" && bare(callee.object).type === "Identifier" && module.textOf(callee.object) === name
    if (isOwn && !/^(?:save|update|updateOne|set)$/.test(propertyName(callee) ?? "")) return true
  }
  return false
}

// A hook of the model, or another step of the same way.
function isEmptiedElsewhere(project: Project, column: string): boolean {
  return project.once(`emptied ${column}`, () => {
    const emptied = new RegExp(`\\b${escapePattern(column)}["']?\\s{0,3}[:=]\\s{0,3}(?:null|undefined|""|''|void 0|1\\b)`)
    return project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, emptied))
  })
}
