import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"
import { untestedFunctions } from "../tests/untested-functions.ts"
import type { Deciding, UntestedFunctions } from "../tests/untested-functions.ts"
import { untestedRoutes } from "../tests/untested-routes.ts"

export const requireTestForRoute = defineRule({
  kind: "change",
  id: "require-test-for-route",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "medium",
  title: "A changed route or function has no test that reaches it",
  why: "Nothing fails when this code breaks, now or with the next change. The change is the moment when somebody knows what it should do.",
  fix: "Add the case named here to the test file where it belongs.",
  cwe: [],
  *check({ base, head, diff, change }) {
    // A repository without tests has a bigger question than this change.
    if (testMapOf(head).paths.length === 0) return
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path) || classifyPath(file.path) !== "source") continue
      const module = head.moduleOf(file.path)
      if (!module) continue
      const before = file.oldPath === null ? null : base.moduleOf(file.oldPath)
      const known = before === null ? [] : routesIn(base, before.path).map(routeLabel)
      const routes = untestedRoutes(head, change, file.path)
      if (routes.length > 0)
        yield describeRoutes(
          head,
          newestFirst(routes, (route) => known.includes(routeLabel(route))),
        )
      // Components of a page are another reviewer's business.
      if (/\.[jt]sx$/.test(file.path)) continue
      const handlers = new Set(routesIn(head, file.path).flatMap((route) => route.handler.function ?? []))
      const untested = untestedFunctions(head, change, module, handlers)
      if (untested)
        yield describeFunctions(
          head,
          module,
          untested,
          newestFirst(untested.functions, (each) => before !== null && wasOffered(before, each)),
        )
    }
  },
})

// A method of the same name stands for itself, whatever class it was in.
function wasOffered(before: SourceModule, { name, owner }: Deciding): boolean {
  return owner === null ? before.exports.has(name) : new RegExp(`(?<![.\\w$])${name.replaceAll("$", "\\$")}\\s*[(<]`).test(before.code)
}

interface Sorted<T> {
  readonly first: T
  readonly others: readonly T[]
  /** Whether even the first was there before: the test was missing already, and this change is not the one to blame. */
  readonly isOld: boolean
}

function newestFirst<T>(all: readonly T[], wasThere: (each: T) => boolean): Sorted<T> {
  const [first, ...others] = [...all.filter((each) => !wasThere(each)), ...all.filter(wasThere)] as [T, ...T[]]
  return { first, others, isOld: wasThere(first) }
}

// One finding for a file: whoever writes the first test has the others half written.
function describeRoutes(head: Project, { first: route, others, isOld }: Sorted<Route>) {
  const label = routeLabel(route)
  const { functionModule, function: running } = route.handler
  const testPath = testPathFor(head, route.module.path)
  const cases = casesOf(functionModule, running)
  const isNew = head.has(testPath)
  const same = others.slice(0, 3).map((other) => `\`${routeLabel(other)}\``)
  const more = others.length > same.length ? ` and ${others.length - same.length} more` : ""
  return {
    path: route.module.path,
    at: { line: route.module.lineOf(route.node), endLine: route.module.lineOf(route.node) },
    ...(isOld ? { severity: "nit" as const } : {}),
    title: `No test sends a request to ${label}${others.length === 0 ? "" : ` and ${others.length} more of this file`}`,
    message: `\`${label}\` was ${isOld ? "changed" : "added"}, and no test in this repository reaches it: a later change can break it without anyone noticing.${same.length === 0 ? "" : ` The same holds for ${same.join(", ")}${more}.`}`,
    fix: `Add to \`${testPath}\`${isNew ? "" : " (new file)"}: ${cases.join("; ")}.`,
    key: label,
  }
}

/** The cases a reviewer would ask for, read from what the handler does. */
function casesOf(module: SourceModule, running: FunctionNode | null): string[] {
  const cases = ["the answer to a valid request"]
  const text = running ? module.textOf(running) : ""
  const statuses = [
    ...new Set(
      [...text.matchAll(/(?:status|code|sendStatus)\(\s*(4\d\d)|(?:statusCode|status)\s*[:=]\s*(4\d\d)/g)].map(
        (match) => match[1] ?? match[2] ?? "",
      ),
    ),
  ].sort()
  for (const status of statuses.slice(0, 3)) cases.push(`the ${status} ${MEANINGS[status] ?? "answer"}`)
  if (/NotFoundException|NotFoundError/.test(text) && !statuses.includes("404")) cases.push("the 404 for an unknown id")
  if (/\bcatch\b|next\(\s*(?:err|error|e)\s*\)/.test(text) && cases.length < 3) cases.push("the answer when the call below it fails")
  return cases
}

const MEANINGS: Readonly<Record<string, string>> = {
  "400": "for a request that is not valid",
  "401": "without credentials",
  "403": "without permission",
  "404": "for something that is not there",
  "409": "for a conflict",
  "422": "for a request that is not valid",
  "429": "when there are too many requests",
}

function describeFunctions(
  head: Project,
  module: SourceModule,
  { testPath }: UntestedFunctions,
  { first, others, isOld }: Sorted<Deciding>,
) {
  const { node, decision } = first
  const name = fullName(first)
  const same = others.slice(0, 3).map((each) => `\`${fullName(each)}\``)
  const condition = `\`${module.textOf(decision).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)}\``
  return {
    path: module.path,
    at: { line: module.lineOf(node), endLine: module.lineOf(node) },
    // Through callers of callers it may be covered all the same, which no name tells.
    confidence: "low" as const,
    ...(isOld ? { severity: "nit" as const } : {}),
    title: same.length === 0 ? `No test calls ${name}` : `No test calls ${name} and ${others.length} more of this file`,
    message: `\`${name}\` was ${isOld ? "changed" : "added"} and decides on ${condition} (line ${module.lineOf(decision)}), but no test reaches it, directly or through its callers${same.length > 0 ? `; the same holds for ${same.join(", ")}` : ""}.`,
    fix: `Add to \`${testPath}\`${head.has(testPath) ? "" : " (new file)"}: one case for each outcome of ${condition}.`,
    key: `export ${name}`,
  }
}

function fullName({ name, owner }: Deciding): string {
  return owner === null ? name : `${owner}.${name}`
}
