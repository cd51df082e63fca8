import type { AssignedSink, FactKind, NamedSink, Passage, RequestModel, RowMethods, Sink, TechnologyModel } from "./models/model.ts"
import { models } from "./models/index.ts"

interface Known<T> {
  readonly technology: string
  readonly entry: T
}

const aliases = new Map<string, string>()
const sames: { from: string; to: string }[] = []
const sinksByCall = new Map<string, Known<Sink>[]>()
const namedSinksByMethod = new Map<string, Known<NamedSink>[]>()
const assignedSinksByProperty = new Map<string, Known<AssignedSink>[]>()
const passagesByCall = new Map<string, Passage>()
const factsByCall = new Map<string, readonly FactKind[]>()
const namedFacts = models.flatMap((model) => model.namedFacts ?? [])
const canonical = new Map<string, string>()
const modelled = new Map<string, Set<string>>()

const handovers = models.flatMap(({ handsOn }) => handsOn ?? [])
const rowMethodNames = new Set(models.flatMap(({ rows }) => (rows ? [...rows.one, ...rows.many, ...Object.keys(rows.keeps)] : [])))

for (const model of models) register(model)

function register(model: TechnologyModel): void {
  const [first, ...others] = model.packages
  for (const each of [
    ...model.packages,
    ...(model.sinks ?? []).map((sink) => sink.call),
    ...(model.passages ?? []).map(({ call }) => call),
  ]) {
    const name = packageOf(each.replace(/^node:/, ""))
    modelled.set(name, (modelled.get(name) ?? new Set()).add(model.technology))
  }
  if (first !== undefined) for (const other of others) aliases.set(other.replace(/^node:/, ""), first)
  sames.push(...(model.same ?? []))
  for (const entry of model.sinks ?? [])
    sinksByCall.set(entry.call, [...(sinksByCall.get(entry.call) ?? []), { technology: model.technology, entry }])
  for (const entry of model.namedSinks ?? [])
    namedSinksByMethod.set(entry.method, [...(namedSinksByMethod.get(entry.method) ?? []), { technology: model.technology, entry }])
  for (const entry of model.assignedSinks ?? [])
    assignedSinksByProperty.set(entry.property, [
      ...(assignedSinksByProperty.get(entry.property) ?? []),
      { technology: model.technology, entry },
    ])
  for (const entry of model.passages ?? []) passagesByCall.set(entry.call, entry)
  for (const entry of model.facts ?? []) factsByCall.set(entry.call, entry.is)
}

/** The access path under the names the models use: one package for its aliases, one type for what is the same. */
export function canonicalPath(path: string): string {
  const known = canonical.get(path)
  if (known !== undefined) return known
  // `lodash/merge` is `merge` of lodash.
  let current = path.replace(/^lodash(?:-es)?[/.](\w+)(?=$|[.(])/, "lodash.$1")
  // `promisify(connection.query).bind(connection)`
  current = current.replaceAll(".bind()", "")
  for (const [alias, target] of aliases) if (startsAt(current, alias)) current = target + current.slice(alias.length)
  for (let round = 0; round < 12; round++) {
    const same = sames.find((each) => startsAt(current, each.from))
    if (!same) break
    current = same.to + current.slice(same.from.length)
  }
  // Paths come from repositories; the cache must not grow with them for ever.
  if (canonical.size > 50_000) canonical.clear()
  canonical.set(path, current)
  return current
}

/** The technologies whose models speak of the package an access path begins with; `null` when none does. */
export function technologiesOf(path: string): ReadonlySet<string> | null {
  return modelled.get(packageOf(canonicalPath(path))) ?? null
}

function packageOf(path: string): string {
  return /^(?:@[^/.()]+\/)?[^.()]+/.exec(path)?.[0] ?? path
}

/** Sinks of a call whose access path is known. */
export function sinksOf(path: string): readonly Known<Sink>[] {
  const found = canonicalPath(path)
  return sinksByCall.get(found) ?? sinksByCall.get(anyMember(found)) ?? sinksByCall.get(anyChain(found)) ?? []
}

/** Sinks of a call known only by method and by the name of its receiver. */
export function namedSinksOf(receiver: string, method: string): readonly Known<NamedSink>[] {
  return (namedSinksByMethod.get(method) ?? []).filter(({ entry }) => entry.receiver.test(receiver))
}

/** Sinks of an assignment to a property, known by its name and the text before it. */
export function assignedSinksOf(receiver: string, property: string): readonly Known<AssignedSink>[] {
  return (assignedSinksByProperty.get(property) ?? []).filter(({ entry }) => entry.receiver.test(receiver))
}

/** How data pass a call, or `null` when no model says. */
export function passageOf(path: string): Passage | null {
  return passagesByCall.get(canonicalPath(path)) ?? null
}

/** What is known to be true of a call. `receiver` is the text before the method and counts only when `path` is `null`. */
export function factsOf(path: string | null, receiver: string, method: string): readonly FactKind[] {
  if (path !== null && !path.startsWith("globalThis.")) {
    const found = canonicalPath(path)
    return (
      factsByCall.get(found) ??
      factsByCall.get(anyMember(found)) ??
      factsByCall.get(anyChain(found)) ??
      factsByCall.get(anyLaterChain(found)) ??
      []
    )
  }
  if (path !== null && factsByCall.has(path)) return factsByCall.get(path) ?? []
  return namedFacts.find((each) => each.methods.includes(method) && each.receiver.test(receiver))?.is ?? []
}

/** How models of a technology read and write rows; `null` where none says. */
export function rowMethodsOf(technology: string): RowMethods | null {
  return models.find((model) => model.technology === technology)?.rows ?? null
}

/** The arguments of a call that are handed to a listener elsewhere. `receiver` is the name before the method and counts only when `path` is `null`. */
export function handoversOf(path: string | null, receiver: string, method: string): readonly number[] {
  const found = path === null ? null : canonicalPath(path)
  return handovers.flatMap((each) =>
    (found === null ? each.method === method && each.receiver?.test(receiver) : each.call === found) ? [each.argument] : [],
  )
}

const builders = new Map(models.flatMap(({ builders: all }) => (all ?? []).map(({ call, table }) => [call, table] as const)))

/** Which argument of a call that begins a query names its table; `null` for all other calls. */
export function buildersOf(path: string): number | null {
  return builders.get(canonicalPath(path)) ?? null
}

/** What a call does with a key of a store: `writes` is the argument it keeps, `field` the one that names a field of the key. */
export interface KeyedCall {
  readonly writes?: number
  readonly field?: number
  readonly gives?: "row"
}

const queryTags = new Set(models.flatMap(({ queryTags: all }) => all ?? []))

/** Whether a template tag sends the statement it is written before. */
export function isQueryTag(path: string): boolean {
  return queryTags.has(canonicalPath(path))
}

const stores = models.flatMap(({ keyed }) => keyed ?? [])

/** Looks up what a method does with a key; `receiver` is the name before it and counts only when `path` is `null`. */
export function keyedCallOf(path: string | null, receiver: string, method: string): KeyedCall | null {
  for (const { client, receiver: usual, writes, reads } of stores) {
    if (!(method in writes) && !(method in reads)) continue
    if (path === null ? !usual.test(receiver) : canonicalPath(path) !== `${client}.${method}`) continue
    const writing = writes[method]
    return writing ? { writes: writing.value, ...(writing.field === undefined ? {} : { field: writing.field }) } : (reads[method] ?? null)
  }
  return null
}

/** Whether models of any technology have a method of this name that reads or writes rows. */
export function isRowMethod(method: string): boolean {
  return rowMethodNames.has(method)
}

const requestModels = new Map<string, RequestModel>(
  models.flatMap(({ request }) => (request ? [[request.framework, request] as const] : [])).reverse(),
)

/** The request model of a framework; `null` for frameworks without one. */
export function requestModelOf(framework: string): RequestModel | null {
  return requestModels.get(framework) ?? null
}

// `PrismaClient().user.create` is `PrismaClient().*.create`, `Sequelize().models.User.create` is `Sequelize().models.*.create`.
function anyMember(path: string): string {
  return path.replace(/\.\w+\.(\w+)$/, ".*.$1")
}

// `knex()().where().andWhereRaw` is `knex().**.andWhereRaw`.
function anyChain(path: string): string {
  return path.replace(/^([^()]+\(\)).*\.(\w+)$/, "$1.**.$2")
}

// `kysely.Kysely().selectFrom().where().execute` is `kysely.Kysely().selectFrom().**.execute`.
function anyLaterChain(path: string): string {
  return path.replace(/^([^()]+\(\)[^()]+\(\)).*\.(\w+)$/, "$1.**.$2")
}

function startsAt(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === "." || path[prefix.length] === "(")
}
