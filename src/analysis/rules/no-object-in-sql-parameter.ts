import semver from "semver"
import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import { bare, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { installedVersion } from "../source/installed-version.ts"
import type { Project } from "../source/project.ts"

export const noObjectInSqlParameter = defineRule({
  kind: "flow",
  sink: "sql-object",
  id: "no-object-in-sql-parameter",
  section: "security",
  practice: "database",
  severity: "high",
  confidence: "medium",
  title: "A secret is compared with what may be an object",
  why: 'The MySQL drivers write an object in the place of `?` as `column = value` pairs: with `{ "password": 1 }` the comparison becomes `password = password = 1`, which is true for every row. Text, `execute`, `stringifyObjects: true` and mysql2 from 3.17 on do not do that.',
  fix: "Make the value text (`String(value)` or a schema), or run the statement with `execute`.",
  cwe: ["CWE-89", "CWE-1287"],
  *check({ project, flow }) {
    if (!("arguments" in flow.node) || !dependsOnMysql(project, flow) || /\bquery\b|^@Query/.test(flow.source)) return
    const [statement] = flow.node.arguments as readonly Node[]
    const sql = stringOf(statement) ?? (statement && bare(statement).type === "TemplateLiteral" ? flow.module.textOf(statement) : null)
    // What is stored may be an object; what a secret is compared with must not be.
    if (sql === null || !/\bwhere\b[\s\S]*\b\w*(?:pass|token|secret|code|otp|pin)\w*[`"]?\s*=\s*\?/i.test(sql.slice(0, 2000))) return
    if (isSwitchedOff(project)) return
    yield {
      at: flow.node,
      title: `\`${flow.source}\` may be an object that \`${calleeOf(flow)}\` turns into SQL`,
      message: `A client of ${entryOf(flow)} who sends \`{ "${columnOf(flow)}": 1 }\` as \`${flow.source}\` passes the comparison without knowing the secret: the driver writes an object in the place of \`?\` as \`column = value\` pairs.`,
      fix: `Write \`String(…)\` around it, validate the body, call \`execute\` instead of \`query\`, or update to mysql2 3.17.`,
    }
  },
})

// The column is usually called what the client's field is.
function columnOf(flow: Flow): string {
  return /(\w{1,40})\W*$/.exec(flow.source)?.[1] ?? "password"
}

function dependsOnMysql(project: Project, flow: Flow): boolean {
  const { path } = flow.module
  if (project.dependsOn(path, "mysql") !== null) return true
  // From 3.17.0 on an object is a text everywhere but behind SET: https://github.com/sidorares/node-mysql2/pull/4054
  const version = installedVersion(project, path, "mysql2")
  return project.dependsOn(path, "mysql2") !== null && (version === null || semver.lt(version, "3.17.0"))
}

function isSwitchedOff(project: Project): boolean {
  return project.once("mysql stringifyObjects", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /\bstringifyObjects\b["']?\s*:\s*true/)),
  )
}
