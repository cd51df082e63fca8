import { isServerPath } from "../calls/server-path.ts"
import { isLibraryFile } from "../flow/exported.ts"
import { defineRule } from "../rule.ts"
import { enclosingFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import { isSlowBetweenWords, isSlowFromEveryStart, patternCost } from "../source/pattern-cost.ts"
import { patternUses, TEXT_METHODS } from "../source/pattern-uses.ts"
import type { PatternUse } from "../source/pattern-uses.ts"
import type { Project } from "../source/project.ts"

const MAX_USES = 300
// The package starts the program and bounds what it says (`maxBuffer`); no client writes that.
const PROGRAM_OUTPUT = /^_?std(?:out|err)$/i
const MAX_IMPORTERS = 10
// A pattern that is part of a list or an object, or exported.
const HOLDS_PATTERN = /[:,[=]\s*\/[^/*]/

export const noSlowPatternInPackage = defineRule({
  kind: "source",
  id: "no-slow-pattern-in-package",
  section: "security",
  practice: "performance",
  severity: "medium",
  confidence: "low",
  title: "A published function runs a slow pattern on what it is given",
  why: "Whoever installs the package hands it what their clients send. The time of such a pattern grows with the square of the text or worse, so one long field stops their process, and they cannot see why.",
  fix: "Limit the repetitions (`{0,256}`) or the length of the text, or read it with `indexOf` and `split`.",
  cwe: ["CWE-1333"],
  needs: { path: "server", words: ["test", "exec", ...TEXT_METHODS], text: [HOLDS_PATTERN] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !isLibraryFile(project, module.path)) return
    const seen = new Set<Node>()
    let count = 0
    for (const { call, pattern, home, given, text, user } of usesHereAndAround(project, module)) {
      if (++count > MAX_USES) return
      if (home !== module || seen.has(pattern.node)) continue
      const isSlow = patternCost(pattern.source, pattern.flags) === "polynomial"
      if (!isSlow && !isSlowFromEveryStart(pattern.source, pattern.flags)) continue
      if (isLimited(user, call, text, given) || PROGRAM_OUTPUT.test(given)) continue
      seen.add(pattern.node)
      const written = module.textOf(pattern.node).replaceAll("`", "'").slice(0, 60)
      const code = user.textOf(text).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
      const name = given.replace(/[^\w$]/g, "?").slice(0, 40)
      yield {
        at: pattern.node,
        // `text.replace(/\s+$/, "")` takes a long text that nobody expects; in headers others put them there.
        ...(isSlow || isWorthTrying(user, given, text, pattern.source) ? {} : { severity: "low" as const }),
        ...(isSlowBetweenWords(pattern.source, pattern.flags) ? { confidence: "medium" as const } : {}),
        title: `\`${name}\` of any length meets a slow pattern`,
        message: `A long \`${code}\` from a client of whoever calls this keeps their process busy: the time of \`${written}\` grows with the square of the length${isSlow ? " or faster" : ""}, and nothing here limits it.`,
        trace: [
          { path: module.path, line: module.lineOf(pattern.node), what: `\`${written}\` is slow on texts that nearly match` },
          { path: user.path, line: user.lineOf(call), what: `it is run on \`${code}\`, which comes from \`${name}\`` },
        ],
      }
    }
  },
})

/**
 * The uses of patterns in a file, and those of its patterns in the files that import it: a table of patterns is often kept apart from what
 * goes through it.
 */
function* usesHereAndAround(project: Project, module: SourceModule): Generator<PatternUse & { readonly user: SourceModule }> {
  for (const use of patternUses(project, module)) yield { ...use, user: module }
  if (!HOLDS_PATTERN.test(module.code)) return
  for (const path of (importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)) {
    const user = isServerPath(path) && isLibraryFile(project, path) ? project.moduleOf(path) : null
    if (user) for (const use of patternUses(project, user)) if (use.home === module) yield { ...use, user }
  }
}

const HEADER =
  /header|cookie|etag|none_?match|accept|user_?agent|content_?type|authorization|forwarded|if-(?:none|match)|charset|boundary|media_?type|\breq(?:uest)?\b/i

// Headers are where others put long texts, and a leading `.*` is never needed.
function isWorthTrying(module: SourceModule, given: string, text: Node, source: string): boolean {
  return /^\(?\.[*+]/.test(source) || HEADER.test(`${given} ${module.textOf(text)}`)
}

/** Whether the length is asked for before, or only a part of the text is taken. */
function isLimited(module: SourceModule, call: Node, text: Node, given: string): boolean {
  const code = module.textOf(text)
  if (/\.(?:slice|substring|substr)\([^()]*,\s*(?:\d|[A-Z_]{3,}\b)/.test(code)) return true
  const owner = enclosingFunction(call)
  if (!owner) return false
  const before = module.textOf({ start: owner.start, end: call.start })
  const own = /^[\w$]+/.exec(code)?.[0] ?? given
  return [given, own].some((name) =>
    new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?:\\??\\.\\w+)?\\??\\.length\\s*(?:[<>]=?)\\s*(?:\\d{2,}|[A-Za-z_])`).test(
      before,
    ),
  )
}
