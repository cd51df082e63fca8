import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import semver from "semver"
import { isRecord, parseJson } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"
import { folderOf, join } from "../source/resolve-import.ts"

const STRICT_FAMILY: Readonly<Record<string, string>> = {
  strictNullChecks: "`null` and `undefined` pass where a value is expected",
  noImplicitAny: "parameters without a type become `any` and are no longer checked",
  strictFunctionTypes: "functions with the wrong parameters are accepted as callbacks",
  strictBindCallApply: "`call`, `bind` and `apply` take any arguments",
  strictPropertyInitialization: "properties that are never set count as set",
  noImplicitThis: "`this` becomes `any`",
  useUnknownInCatchVariables: "caught errors become `any`",
  alwaysStrict: "files are no longer in strict mode",
}

const OTHERS: Readonly<Record<string, string>> = {
  noUncheckedIndexedAccess: "an element that may be missing counts as present",
  exactOptionalPropertyTypes: "`undefined` passes for a property that is left out",
  noImplicitReturns: "a path without `return` is no longer reported",
  noFallthroughCasesInSwitch: "a forgotten `break` is no longer reported",
  noImplicitOverride: "a method that no longer overrides anything is not reported",
  checkJs: "JavaScript files are no longer checked",
  noEmitOnError: "a build with type errors succeeds",
}

export const noLoosenedCompiler = defineRule({
  kind: "change",
  id: "no-loosened-compiler",
  section: "maintainability",
  practice: "code-quality",
  severity: "medium",
  confidence: "high",
  title: "The compiler checks less than before",
  why: "One line in the configuration switches a whole class of errors off for every file, now and later. Switching it on again costs more with every month.",
  fix: "Keep the option and mend or mark the places it complains about.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (
        !/(?:^|\/)[jt]sconfig(?:\.[\w-]+)?\.json$/.test(file.path) ||
        file.oldPath === null ||
        file.status === "deleted" ||
        file.status === "copied"
      )
        continue
      if (/(?:^|\/)(?:tests?|e2e|spec|examples?|docs|scripts)\/|[jt]sconfig\.(?:spec|test|e2e|jest|eslint|lint)\w*\.json$/.test(file.path))
        continue
      const before = optionsOf(base, file.oldPath)
      const after = optionsOf(head, file.path)
      const text = head.textOf(file.path)
      if (!before || !after || text === null) continue
      const wasStrict = before["strict"] === true
      const isStrict = after["strict"] === true || (after["strict"] === undefined && strictByDefault(head, file.path))
      if (wasStrict && !isStrict) {
        yield {
          path: file.path,
          at: spotOf(text, "strict"),
          title: "`strict` is switched off",
          message: `Without \`strict\` every file under ${file.path} loses ${Object.keys(STRICT_FAMILY).length} checks at once; among others ${STRICT_FAMILY["strictNullChecks"]} and ${STRICT_FAMILY["noImplicitAny"]}.`,
          ...switchOn(text, "strict"),
          fix: 'Keep `"strict": true`; where one check is in the way for a while, switch that one off by name.',
          key: "strict",
        }
      }
      for (const [name, effect] of [...Object.entries(STRICT_FAMILY), ...Object.entries(OTHERS)]) {
        const inFamily = name in STRICT_FAMILY
        const was = before[name] ?? (inFamily && wasStrict)
        const is = after[name] ?? (inFamily && (isStrict || wasStrict))
        if (was !== true || is === true) continue
        yield {
          path: file.path,
          at: spotOf(text, name),
          title: `\`${name}\` is switched off`,
          message: `From now on ${effect}, in every file under ${file.path}: mistakes of this kind, old ones that come back and new ones, are no longer reported.`,
          ...switchOn(text, name),
          severity: name === "strictNullChecks" || name === "noImplicitAny" ? "medium" : "low",
          key: name,
        }
      }
    }
  },
})

/** Compiler options with those of local files they extend; `null` when some of them come from a package or cannot be read. */
function optionsOf(project: Project, path: string, depth = 0): Readonly<Record<string, unknown>> | null {
  const document = parseJson(project.textOf(path) ?? "")
  if (!isRecord(document) || depth > 5) return null
  const own = isRecord(document["compilerOptions"]) ? document["compilerOptions"] : {}
  const parents =
    typeof document["extends"] === "string" ? [document["extends"]] : Array.isArray(document["extends"]) ? document["extends"] : []
  let inherited: Readonly<Record<string, unknown>> = {}
  for (const parent of parents) {
    if (typeof parent !== "string" || !parent.startsWith(".")) return null
    const target = join(folderOf(path), parent)
    const options = optionsOf(project, project.has(target) ? target : `${target}.json`, depth + 1)
    if (options === null) return null
    inherited = { ...inherited, ...options }
  }
  return { ...inherited, ...own }
}

// TypeScript 6 made `strict` the default.
function strictByDefault(project: Project, path: string): boolean {
  const range = project.dependsOn(path, "typescript")
  const lowest = range === null || !semver.validRange(range) ? null : semver.minVersion(range)
  return lowest !== null && lowest.major >= 6
}

// An option that was taken out is not put back by changing a line that is not there.
function switchOn(text: string, name: string): { edits?: readonly Edit[] } {
  const own = new RegExp(`("${name}"\\s*:\\s*)false`).exec(text)
  if (!own) return {}
  const start = own.index + (own[1] ?? "").length
  return { edits: [{ start, end: start + "false".length, text: "true" }] }
}

function spotOf(text: string, name: string) {
  const own = new RegExp(`"${name}"\\s*:\\s*\\w+`).exec(text)
  if (own) return { start: own.index, end: own.index + own[0].length }
  const options = text.indexOf('"compilerOptions"')
  return options === -1 ? ("file" as const) : { start: options, end: options + '"compilerOptions"'.length }
}
