import { defineRule } from "../rule.ts"
import { isMigrationPath } from "../migrations/migration-file.ts"
import { folderOf } from "../source/resolve-import.ts"

export const requireMigrationForSchema = defineRule({
  kind: "change",
  id: "require-migration-for-schema",
  section: "maintainability",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "The schema changes and no migration brings it to the database",
  why: "The generated client asks for columns the database does not have, so every query on the model fails after the deployment. Locally the schema was pushed, and everything works.",
  fix: "Run `prisma migrate dev --name <what changed>` and commit the folder it makes.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (!file.path.endsWith(".prisma") || file.oldPath === null || file.status === "deleted") continue
      const before = base.codeOf(file.oldPath)
      const after = head.codeOf(file.path)
      if (before === null || after === null || /provider\s*=\s*"mongodb"/.test(after)) continue
      const root = folderOf(file.path).replace(/\/schema$/, "")
      const isHistory = (path: string) => path.endsWith("/migration.sql") && isMigrationPath(path) && path.startsWith(`${root}/`)
      if (![...base.tree.entries.keys()].some(isHistory) || diff.files.some((each) => each.status !== "deleted" && isHistory(each.path)))
        continue
      const old = columnsOf(before)
      const now = columnsOf(after)
      const changed = [
        ...[...now].flatMap(([name, text]) => (old.get(name) === text ? [] : [{ name, verb: old.has(name) ? "changes" : "is new" }])),
        ...[...old.keys()].flatMap((name) => (now.has(name) ? [] : [{ name, verb: "is gone" }])),
      ]
      const first = changed[0]
      if (!first) continue
      const names = changed.slice(0, 4).map((each) => `\`${each.name}\` ${each.verb}`)
      const start = after.search(new RegExp(`^\\s*${(first.name.split(".")[1] ?? "").replace(/\W/g, "\\$&")}\\b`, "m"))
      yield {
        path: file.path,
        at:
          start === -1 || first.verb === "is gone"
            ? { line: lineOfModel(after, first.name) }
            : { line: after.slice(0, start).split("\n").length + (/^\s*\n/.test(after.slice(start)) ? 1 : 0) },
        message: `${names.join(", ")}${changed.length > names.length ? ` and ${changed.length - names.length} more` : ""} in the schema, and this change adds nothing under \`${root}/migrations\`: \`prisma migrate deploy\` leaves the database as it is, and queries on the model fail.`,
        key: changed.map((each) => `${each.name} ${each.verb}`).join(" "),
      }
    }
  },
})

/** `Model.field` → its type and attributes, for everything that is in the database; fields that only relate models are not. */
function columnsOf(text: string): Map<string, string> {
  const columns = new Map<string, string>()
  const blocks = [...text.matchAll(/^(model|enum)\s+(\w+)\s*\{([^}]*)\}/gm)]
  const models = new Set(blocks.flatMap((match) => (match[1] === "model" ? [match[2] as string] : [])))
  for (const [, kind, name, body] of blocks) {
    // A model that is renamed and keeps its table changes nothing in the database.
    const owner = /@@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(body as string)?.[1] ?? name
    for (const line of (body as string).split("\n")) {
      const code = line.replace(/\/\/.*$/, "").trim()
      if (code === "") continue
      const field = /^(\w+)\s+(\w+)(\[\]|\?)?(.*)$/.exec(code)
      if (kind === "enum") columns.set(`${owner}.${code.split(/\s/)[0]}`, code.replace(/\s+/g, " "))
      else if (code.startsWith("@@")) {
        if (/^@@(?:index|unique|id)\b/.test(code)) columns.set(`${owner}.${code.replace(/\s+/g, "")}`, "")
      } else if (field && !models.has(field[2] as string))
        // `@updatedAt` and `@default(uuid())` work in the client and are no part of the database.
        columns.set(
          `${owner}.${field[1]}`,
          `${field[2]}${field[3] ?? ""}${(field[4] as string).replace(/@updatedAt|@default\((?:uuid|cuid|nanoid|ulid)\([^)]*\)\)|@ignore/g, "").replace(/\s+/g, "")}`,
        )
    }
  }
  return columns
}

function lineOfModel(text: string, name: string): number {
  const at = text.search(new RegExp(`^(?:model|enum)\\s+${name.split(".")[0]}\\b`, "m"))
  return at === -1 ? 1 : text.slice(0, at).split("\n").length
}
