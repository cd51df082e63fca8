import { escapePattern } from "../escape-pattern.ts"
import { readYaml } from "../../hygiene/yaml.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { looksMachineMade, machineMade } from "../classify.ts"
import { isRecord, parseJson } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"

// Rules that find mistakes rather than style; switching one of these off is news even when a preset had switched it on.
const FIND_MISTAKES =
  /^(?:@typescript-eslint\/(?:no-floating-promises|no-misused-promises|await-thenable|no-unsafe-.+|no-explicit-any|switch-exhaustiveness-check|only-throw-error|no-unused-vars|ban-ts-comment|restrict-template-expressions)|security\/.+|no-eval|no-implied-eval|no-undef|no-unused-vars|eqeqeq|no-unreachable|no-fallthrough|require-atomic-updates|no-async-promise-executor|no-unsafe-finally|no-prototype-builtins|no-empty|n\/no-.+|promise\/catch-or-return|no-restricted-imports)$/

export const noDisabledLintRule = defineRule({
  kind: "change",
  id: "no-disabled-lint-rule",
  section: "maintainability",
  practice: "code-quality",
  severity: "low",
  confidence: "medium",
  title: "The linter checks less than before",
  why: "A rule that is off for the whole project, or a file without any rule, hides the next mistake of that kind as well. One exception where it is needed, with its reason, keeps the rest checked.",
  fix: "Make the exception where it is needed: `// eslint-disable-next-line <rule> -- <reason>`.",
  cwe: [],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.status === "deleted" || file.status === "copied" || machineMade(file.path) !== null) continue
      if (isLintConfiguration(file.path)) {
        const before = file.oldPath === null ? null : rulesOf(base, file.oldPath)
        const after = rulesOf(head, file.path)
        const text = head.textOf(file.path)
        if (!before || !after || text === null) continue
        for (const [name, level] of after) {
          const old = before.get(name)
          if (level !== "off" || old === "off" || (old === undefined && !FIND_MISTAKES.test(name))) continue
          yield {
            path: file.path,
            at: spotOf(text, name),
            title: `The lint rule \`${name}\` is switched off for every file`,
            message: `\`${name}\` is off from now on for every file that ${file.path} speaks for${old === undefined ? "" : `; it was ${old === "warn" ? "a warning" : "an error"} before`}. New mistakes of this kind are no longer reported, here and in the next change.`,
            key: `off ${name}`,
          }
        }
        continue
      }
      const module = head.moduleOf(file.path)
      if (!module || /(?:^|\/)migrations?\/|\.config\.[cm]?[jt]s$/.test(file.path) || looksMachineMade(module.text) !== null) continue
      const disabled = blanketComment(module.comments)
      if (!disabled || !change.isAdded(file.path, module.lineOf(disabled))) continue
      const lines = module.lines.count
      yield {
        path: file.path,
        at: disabled,
        title: "Every lint rule is switched off for this file",
        message: `\`${module.text.slice(disabled.start, disabled.end).replace(/\s+/g, " ").slice(0, 60)}\` names no rule, so none of the ${lines} lines of this file is linted any more, whatever the next change adds.`,
        fix: "Name the rules that are in the way, as near to the code as possible and with the reason.",
        key: "blanket",
      }
    }
  },
})

function isLintConfiguration(path: string): boolean {
  return /(?:^|\/)(?:\.eslintrc(?:\.(?:json|ya?ml|[cm]?js))?|eslint\.config\.[cm]?[jt]s|\.oxlintrc\.json)$/.test(path)
}

function blanketComment(comments: readonly { readonly value: string; readonly start: number; readonly end: number }[]) {
  const found = comments.find((comment) => /^\s*(?:eslint|oxlint)-disable\s*(?:--.*)?$/s.test(comment.value))
  if (!found) return null
  const again = comments.some((comment) => comment.start > found.end && /^\s*(?:eslint|oxlint)-enable\b/.test(comment.value))
  // With a reason it is a decision somebody took and explained.
  return again || /--\s*\S/.test(found.value) ? null : found
}

/** Rule → off, warn or error for the settings that hold for all files; `null` when they cannot be read. */
function rulesOf(project: Project, path: string): ReadonlyMap<string, string> | null {
  const text = project.textOf(path)
  if (text === null) return null
  if (/\.[cm]?[jt]s$/.test(path)) return rulesOfModule(project, path)
  const document = /\.ya?ml$/.test(path) ? readYaml(text) : (parseJson(text) ?? readYaml(text))
  if (!isRecord(document)) return null
  const rules = isRecord(document["rules"]) ? document["rules"] : {}
  return new Map(Object.entries(rules).flatMap(([name, value]) => each(name, Array.isArray(value) ? (value[0] as unknown) : value)))
}

function rulesOfModule(project: Project, path: string): ReadonlyMap<string, string> | null {
  const module = project.moduleOf(path)
  if (!module) return null
  const rules = new Map<string, string>()
  for (const node of nodesOf(module.program, "Property")) {
    if (propertyName(node) !== "rules" || node.value.type !== "ObjectExpression") continue
    if (isForSomeFiles(node)) continue
    for (const property of node.value.properties) {
      const name = property.type === "Property" ? propertyName(property) : null
      if (property.type !== "Property" || name === null) continue
      const value = bare(property.value)
      const first = value.type === "ArrayExpression" ? value.elements[0] : value
      for (const [key, level] of each(name, first ? (stringOf(first) ?? (first.type === "Literal" ? first.value : null)) : null))
        rules.set(key, level)
    }
  }
  return rules
}

// `{ files: ["test/**"], rules: … }` and `overrides` speak of a part of the code.
function isForSomeFiles(rules: Node): boolean {
  const parent = rules.parent
  if (parent?.type !== "ObjectExpression") return false
  const files = propertyOf(parent, "files")
  // `files: ["**/*.ts"]` only says which language is meant.
  if (
    files &&
    (files.type !== "ArrayExpression" ||
      !files.elements.every((each) => each !== null && /^(?:\.\/)?(?:src\/)?\*\*\/\*\.[\w{},]+$/.test(stringOf(each) ?? "")))
  )
    return true
  for (const above of ancestors(parent)) if (above.type === "Property" && propertyName(above) === "overrides") return true
  return false
}

function each(name: string, level: unknown): [string, string][] {
  if (level === "off" || level === 0) return [[name, "off"]]
  if (level === "warn" || level === 1) return [[name, "warn"]]
  if (level === "error" || level === 2 || level === "deny") return [[name, "error"]]
  return level === "allow" ? [[name, "off"]] : []
}

function spotOf(text: string, name: string) {
  const found = new RegExp(`["'\`]?${escapePattern(name)}["'\`]?\\s*:`).exec(text)
  return found ? { start: found.index, end: found.index + found[0].length } : ("file" as const)
}
