import { givenValueOf } from "../calls/given-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { piecesOf, readingOf } from "../calls/text-pieces.ts"
import { oneLine } from "../flow/wording.ts"
import { namedSinksOf, sinksOf } from "../model-index.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// What runs statements of SQL under any name of what it belongs to, as long as the text is one.
const RUNS =
  /^(?:\$?(?:query|exec|execute|run|raw|send|do)(?:Native|Raw|Sql|SQL|Db|DB)?(?:Query|Statement|Unsafe|Async|Sync|One|All|Many)?|all|get|each|prepare|unsafe|one|none|many|any|oneOrNone|manyOrNone)$/
const STATEMENT =
  /^\s*(?:SELECT\b[\s\S]*\bFROM\b|INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\b|UPDATE\b[\s\S]*\bSET\b|DELETE\s+FROM\b|REPLACE\s+INTO\b|MERGE\s+INTO\b|WITH\b[\s\S]*\b(?:SELECT|INSERT|UPDATE|DELETE)\b)/i
// Tables, users and settings are made by those who run the service.
const DEFINES =
  /^\s*(?:IF|CREATE|ALTER|DROP|SET|GRANT|REVOKE|COMMENT|PRAGMA|ATTACH|DETACH|VACUUM|SHOW|USE|DO|LISTEN|NOTIFY|COPY|BEGIN|COMMIT|TRUNCATE|REINDEX|ANALYZE|EXPLAIN)\b/i
// What asks about tables and sequences is given their names, which the service chooses.
const ASKS_ABOUT_TABLES =
  /\b(?:information_schema|sqlite_master|sqlite_schema|sqlite_sequence|pg_catalog|pg_class|pg_tables|pg_roles|pg_user|pg_indexes|regclass|setval|nextval|currval|pg_get_serial_sequence|object_id|sys\.\w+|system\.\w+)\b/i
const NO_VALUE = /\b(?:INTERVAL|DATE|TIMESTAMP|AT\s+TIME\s+ZONE)\s*'$/i
// What is given a text as it is, is given no value.
const NO_TEXT = /^(?:Literal|ArrowFunctionExpression|FunctionExpression|ArrayExpression|SpreadElement)$/
// Nobody writes more statements than this into a file; each call and each value that is asked about takes a look at the function around it.
const MAX_CALLS = 3_000
const MAX_STATEMENTS = 200
const MAX_HOLES = 10

export const noQuotedValueInSql = defineRule({
  kind: "source",
  id: "no-quoted-value-in-sql",
  section: "security",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "A value stands between quotes in an SQL text",
  why: "A value with a quote in it ends the text and writes the rest of the statement; an ordinary name such as O'Brien already breaks it. A bound parameter is never read as SQL.",
  fix: "Pass the value as a bound parameter.",
  cwe: ["CWE-89"],
  yieldsTo: ["no-sql-injection"],
  needs: { path: "server", text: [/'/, /\b(?:select|insert|update|delete|replace|merge|where|and|or|like|raw)|[rR]aw\(/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || isSetUp(module.path)) return
    let looked = 0
    let asked = 0
    for (const call of nodesOf(module.program, "CallExpression")) {
      if (call.arguments.slice(0, 3).every(({ type }) => NO_TEXT.test(type))) continue
      if (++looked > MAX_CALLS || asked > MAX_STATEMENTS) return
      const texts = textsGivenTo(project, module, call)
      if (texts.length === 0) continue
      asked++
      const hole = texts.map((text) => givenHoleIn(project, module, text)).find((each) => each !== null)
      if (!hole) continue
      const value = oneLine(module.textOf(bare(hole)))
      const callee = oneLine(module.textOf(call.callee))
      yield {
        at: hole.start >= call.start && hole.end <= call.end ? hole : call,
        title: `\`${value}\` stands between quotes in the SQL that \`${callee}\` runs`,
        message: `A quote in \`${value}\` ends the text, and what follows it is read as part of the statement: whoever chooses this value reads and changes other rows, and an ordinary \`O'Brien\` breaks it. Nothing here refuses or escapes such a value.`,
        fix: `Write a placeholder where \`'…'\` stands and pass \`${value}\` as a bound parameter.`,
      }
    }
  },
})

function isSetUp(path: string): boolean {
  return /(?:^|\/|[._-])(?:migrat\w*|seed\w*|fixtures?|setup|backfill|upgrades?|mocks?|demo)(?:[./_-]|$)/i.test(path)
}

/** The arguments of a call that it runs as SQL; none for all other calls. */
function textsGivenTo(project: Project, module: SourceModule, call: Call): readonly Node[] {
  const callee = bare(call.callee)
  const method = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  const [first] = call.arguments
  if (method === null || first === undefined || first.type === "SpreadElement") return []
  if (RUNS.test(method)) {
    const text = textIn(first)
    if (piecesOf(module, text).some((piece) => STATEMENT.test(readingOf(piece)))) return [text]
  }
  const receiver = callee.type === "MemberExpression" && callee.object.end - callee.object.start < 60 ? module.textOf(callee.object) : ""
  const named = receiver === "" ? [] : namedSinksOf(receiver, method)
  // Following where a method comes from is dear; only what could hold a text is asked about.
  const known = call.arguments.some((each) => hasQuotes(module, textIn(each)))
    ? [...sinksOf(originOf(project, module, call.callee) ?? ""), ...named]
    : []
  return known.flatMap(({ entry }) => {
    if (entry.kind !== "sql") return []
    const given = entry.arguments === "all" ? call.arguments : entry.arguments.flatMap((index) => call.arguments[index] ?? [])
    return given.map(textIn).filter((text) => piecesOf(module, text).every((piece) => !DEFINES.test(readingOf(piece))))
  })
}

/** `{ text: "SELECT …", values }` and `{ sql: "SELECT …" }`. */
function textIn(argument: Node): Node {
  return propertyOf(argument, "text") ?? propertyOf(argument, "sql") ?? propertyOf(argument, "query") ?? argument
}

function hasQuotes(module: SourceModule, text: Node): boolean {
  const pieces = piecesOf(module, text)
  return pieces.some(({ parts }) => parts.length > 1 && parts.some((part) => typeof part === "string" && part.includes("'")))
}

/** The first value between single quotes that callers choose; `null` when there is none. */
function givenHoleIn(project: Project, module: SourceModule, text: Node): Node | null {
  const pieces = piecesOf(module, text)
  if (pieces.some((piece) => ASKS_ABOUT_TABLES.test(readingOf(piece)))) return null
  let asked = 0
  for (const { parts } of pieces) {
    const quoted = [...quotedIn(module, parts, 0)]
    // `SELECT 1 FROM ${table} WHERE name = '${table}'`: whoever calls it names a table.
    const names = new Set(parts.flatMap((part) => (typeof part === "string" || quoted.includes(part) ? [] : [module.textOf(part)])))
    for (const hole of quoted) if (!names.has(module.textOf(hole)) && asked++ < MAX_HOLES && isGiven(project, module, hole)) return hole
  }
  return null
}

function isGiven(project: Project, module: SourceModule, hole: Node): boolean {
  const given = givenValueOf(project, module, hole)
  // What a factory is made with are names of schemas and tables.
  return given !== null && !(given.isSetting && given.root.type === "Identifier")
}

/** The values between single quotes, also those of texts that are made for each element of a list: `` ids.map((id) => `'${id}'`).join() ``. */
function* quotedIn(module: SourceModule, parts: readonly (string | Node)[], depth: number): Generator<Node> {
  let isOpen = false
  for (const [index, part] of parts.entries()) {
    if (typeof part === "string") {
      for (const quote of part.matchAll(/\\?'/g)) if (quote[0] === "'") isOpen = !isOpen
      continue
    }
    const before = parts[index - 1]
    const isEnded = parts.slice(index + 1).some((each) => typeof each === "string" && each.includes("'"))
    if (isOpen && isEnded && !(typeof before === "string" && NO_VALUE.test(before))) yield part
    if (isOpen || depth > 1) continue
    const element = elementTextOf(module, part)
    if (element) for (const each of piecesOf(module, element)) yield* quotedIn(module, each.parts, depth + 1)
  }
}

/** What each element of a joined list becomes; `null` for all else. */
function elementTextOf(module: SourceModule, part: Node): Node | null {
  const joining = written(module, part)
  if (joining.type !== "CallExpression" || propertyName(bare(joining.callee)) !== "join") return null
  const callee = bare(joining.callee)
  const mapping = callee.type === "MemberExpression" ? written(module, callee.object) : null
  if (mapping?.type !== "CallExpression" || propertyName(bare(mapping.callee)) !== "map") return null
  const each = mapping.arguments[0] ? bare(mapping.arguments[0]) : null
  if (!isFunction(each) || !each.body) return null
  if (each.body.type !== "BlockStatement") return each.body
  const last = each.body.body.at(-1)
  return last?.type === "ReturnStatement" ? (last.argument ?? null) : null
}

function written(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const declaration = binding?.declaration
  return declaration?.type === "VariableDeclarator" && binding?.pattern.length === 0 && binding.assigned.length === 0 && declaration.init
    ? bare(declaration.init)
    : inner
}
