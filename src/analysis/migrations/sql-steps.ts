import { withoutSqlComments } from "../source/blank-out.ts"

/** What one statement of a migration does to data that is there already. */
export interface MigrationStep {
  readonly kind:
    | "drop-table"
    | "drop-column"
    | "rename-table"
    | "rename-column"
    | "require-column"
    | "set-required"
    | "create-table"
    | "fill"
  readonly table: string
  /** The column, or the new name of a table; `null` where there is none. */
  readonly column: string | null
  /** The new name of a column that is renamed, where it is written down. */
  readonly renamedTo?: string
  /** Offsets into the text the step was read from. */
  readonly start: number
  readonly end: number
}

const NAME = String.raw`(?:["\x60[]?\w+["\x60\]]?\.)?["\x60[]?(\w+)["\x60\]]?`
const ALTER = new RegExp(String.raw`^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}\s+`, "i")
const MAX_STATEMENTS = 2_000

/** The steps of SQL text, in order. Reads statements by their first words; what it does not know it passes over. */
export function sqlSteps(text: string): MigrationStep[] {
  const steps: MigrationStep[] = []
  let count = 0
  for (const { sql, start } of statementsOf(text)) {
    if (++count > MAX_STATEMENTS) break
    const lead = /^\s*/.exec(sql)?.[0].length ?? 0
    const at = { start: start + lead, end: start + sql.trimEnd().length }
    const create = new RegExp(
      String.raw`^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`,
      "i",
    ).exec(sql)
    if (create) {
      steps.push({ kind: "create-table", table: create[1] as string, column: null, ...at })
      continue
    }
    const drop = new RegExp(String.raw`^\s*DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?${NAME}`, "i").exec(sql)
    if (drop) {
      steps.push({ kind: "drop-table", table: drop[1] as string, column: null, ...at })
      continue
    }
    const fill = new RegExp(String.raw`^\s*(?:UPDATE\s+(?:ONLY\s+)?|INSERT\s+INTO\s+)${NAME}`, "i").exec(sql)
    if (fill) {
      steps.push({ kind: "fill", table: fill[1] as string, column: null, ...at })
      continue
    }
    const alter = ALTER.exec(sql)
    if (alter) steps.push(...alterations(alter[1] as string, sql.slice(alter[0].length), start + alter[0].length))
  }
  return steps
}

function alterations(table: string, actions: string, from: number): MigrationStep[] {
  const steps: MigrationStep[] = []
  for (const { text, start } of listItems(actions)) {
    const lead = /^\s*/.exec(text)?.[0].length ?? 0
    const at = { start: from + start + lead, end: from + start + text.trimEnd().length }
    const action = text.trim()
    const dropped = /^DROP\s+(?:COLUMN\s+)?(?:IF\s+EXISTS\s+)?["`[]?(\w+)["`\]]?(?:\s+CASCADE|\s+RESTRICT)?$/i.exec(action)
    if (dropped && !/^DROP\s+(?:CONSTRAINT|INDEX|PRIMARY|FOREIGN|KEY|CHECK|PARTITION|DEFAULT)\b/i.test(action))
      steps.push({ kind: "drop-column", table, column: dropped[1] as string, ...at })
    const renamed = /^RENAME\s+(?:COLUMN\s+)["`[]?(\w+)["`\]]?\s+TO\s+["`[]?(\w+)/i.exec(action)
    if (renamed) steps.push({ kind: "rename-column", table, column: renamed[1] as string, renamedTo: renamed[2] as string, ...at })
    const moved = /^RENAME\s+TO\s+(?:["`[]?\w+["`\]]?\.)?["`[]?(\w+)/i.exec(action)
    if (moved) steps.push({ kind: "rename-table", table, column: moved[1] as string, ...at })
    const added = /^ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(["[]?)(\w+)["\]]?\s+\S/i.exec(action)
    if (
      added &&
      !/^ADD\s+(?:CONSTRAINT|UNIQUE|INDEX|PRIMARY|FOREIGN|KEY|CHECK|FULLTEXT)\b/i.test(action) &&
      /\bNOT\s+NULL\b/i.test(action) &&
      !/\bDEFAULT\b|\bSERIAL\b|BIGSERIAL|\bGENERATED\b|\bIDENTITY\b|AUTO_INCREMENT/i.test(action)
    )
      steps.push({ kind: "require-column", table, column: added[2] as string, ...at })
    const required = /^ALTER\s+(?:COLUMN\s+)?["[]?(\w+)["\]]?\s+SET\s+NOT\s+NULL$/i.exec(action)
    if (required) steps.push({ kind: "set-required", table, column: required[1] as string, ...at })
  }
  return steps
}

/** Statements with their offsets; comments are blanked out, so that offsets stay. */
export function* statementsOf(text: string): Generator<{ sql: string; start: number }> {
  const clean = withoutSqlComments(text)
  let start = 0
  let quote = ""
  for (let at = 0; at < clean.length; at++) {
    const char = clean[at] as string
    if (quote !== "") {
      if (quote === "$$" ? clean.startsWith("$$", at) : char === quote) {
        if (quote === "$$") at++
        quote = ""
      }
    } else if (char === "'") quote = char
    else if (clean.startsWith("$$", at)) {
      quote = "$$"
      at++
    } else if (char === ";") {
      yield { sql: clean.slice(start, at), start }
      start = at + 1
    }
  }
  if (start < clean.length) yield { sql: clean.slice(start), start }
}

/** The items of a list, split at commas outside brackets and quotes. */
export function listItems(text: string): { text: string; start: number }[] {
  const items: { text: string; start: number }[] = []
  let depth = 0
  let start = 0
  let quoted = false
  for (let at = 0; at <= text.length; at++) {
    const char = text[at]
    if (char === "'") quoted = !quoted
    if (quoted && at < text.length) continue
    if (char === "(") depth++
    else if (char === ")") depth--
    else if (at === text.length || (char === "," && depth === 0)) {
      items.push({ text: text.slice(start, at), start })
      start = at + 1
    }
  }
  return items
}
