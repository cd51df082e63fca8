import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { bare, isFunction, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"

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
  *check({ head, diff, change }) {
    // A repository without tests has a bigger question than this change.
    if (testMapOf(head).paths.length === 0) return
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path) || classifyPath(file.path) !== "source") continue
      const module = head.moduleOf(file.path)
      if (!module) continue
      const routes = routesIn(head, file.path)
      const untested = routes.filter((route) => isUntestedRoute(head, change, route))
      if (untested.length > 0 && (testsNeighbours(head, file.path) || testsSomeRoutes(head))) yield describeRoutes(head, untested)
      // Components of a page are another reviewer's business.
      if (/\.[jt]sx$/.test(file.path)) continue
      const handlers = new Set(routes.flatMap((route) => route.handler.function ?? []))
      yield* untestedExports(head, change, module, handlers)
    }
  },
})

function isUntestedRoute(head: Project, change: ChangeView, route: Route): boolean {
  if (route.method === "USE" || route.path === null || route.path === "") return false
  const { functionModule, function: running } = route.handler
  const registered = change.touches(route.module.path, route.module.lineOf(route.node), firstLines(route.module, route.node))
  const inHandler =
    running !== null && change.touches(functionModule.path, functionModule.lineOf(running), functionModule.endLineOf(running))
  if (!registered && !inHandler) return false
  const tests = testMapOf(head)
  if (tests.reachesRoute(route.method, route.path)) return false
  // A unit test of the handler itself is a test, too.
  const name = running && nameOf(running)
  if (name && tests.namesExport(functionModule.path, name)) return false
  return !changedTestMentions(head, change, route.path)
}

// One finding for a file: whoever writes the first test has the others half written.
function describeRoutes(head: Project, untested: readonly Route[]) {
  const [route, ...others] = untested as [Route, ...Route[]]
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
    // Where neighbours have no test either, the missing one is how this team works and no slip of this change: said in the report.
    ...(testsNeighbours(head, route.module.path) ? {} : { severity: "nit" as const }),
    title: `No test sends a request to ${label}${others.length === 0 ? "" : ` and ${others.length} more of this file`}`,
    message: `\`${label}\` was added or changed, and no test in this repository reaches it: a later change can break it without anyone noticing.${same.length === 0 ? "" : ` The same holds for ${same.join(", ")}${more}.`}`,
    fix: `Add to \`${testPath}\`${isNew ? "" : " (new file)"}: ${cases.join("; ")}.`,
    key: label,
  }
}

// At least half of the routes beside it, or nearly all of the repository's where it stands alone.
function testsNeighbours(head: Project, path: string): boolean {
  const here = countTested(head, [path])
  if (here.tested > 0) return here.tested * 2 >= here.all
  const everywhere = routesTested(head)
  return everywhere.tested >= 3 && everywhere.tested * 5 >= everywhere.all * 4
}

// Where hardly any route has a test, one more without is no news.
function testsSomeRoutes(head: Project): boolean {
  const everywhere = routesTested(head)
  return everywhere.tested > 0 && everywhere.tested * 5 >= everywhere.all
}

function routesTested(head: Project) {
  return head.once("routes-are-tested", () =>
    countTested(
      head,
      head.sourcePaths.filter((each) => !isTestPath(each)),
    ),
  )
}

function countTested(head: Project, paths: readonly string[]): { tested: number; all: number } {
  const tests = testMapOf(head)
  const routes = paths
    .flatMap((path) => routesIn(head, path))
    .filter(({ method, path }) => path !== null && path !== "" && method !== "USE")
  return { tested: routes.filter(({ method, path }) => tests.reachesRoute(method, path ?? "")).length, all: routes.length }
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

function* untestedExports(head: Project, change: ChangeView, module: SourceModule, handlers: ReadonlySet<FunctionNode>) {
  const tests = testMapOf(head)
  const untested = [...decidingExports(head, change, module)].filter(
    ({ name, node }) =>
      !handlers.has(node) &&
      !tests.namesExport(module.path, name) &&
      !changedTestMentions(head, change, name) &&
      !runsThroughCallers(head, module, name),
  )
  const first = untested[0]
  if (!first) return
  const importers = tests.importersOf(module.path)
  // A missing test is a deviation only where this file has tests of its own, or where a new file joins neighbours that have.
  const own = importers.find((path) => isTestOf(path, module))
  if (own !== undefined) {
    // A test file that names few of the functions tests the others through them.
    if (testsMostOf(head, module, untested)) yield describeExport(head, module, untested, own)
  } else if (
    importers.length === 0 &&
    change.fileOf(module.path)?.status === "added" &&
    !tests.isNear(module.path) &&
    neighboursAreTested(head, module.path)
  ) {
    yield describeExport(head, module, untested, testPathFor(head, module.path))
  }
}

// A function that its own file uses, or a file that tests import, runs in their tests.
function runsThroughCallers(head: Project, module: SourceModule, name: string): boolean {
  const called = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\(`, "g")
  if ((module.text.match(called)?.length ?? 0) > 1) return true
  return head.sourcePaths.some(
    (path) =>
      path !== module.path &&
      !isTestPath(path) &&
      testMapOf(head).importersOf(path).length > 0 &&
      (head.textOf(path)?.search(new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`)) ?? -1) !== -1,
  )
}

function testsMostOf(head: Project, module: SourceModule, untested: readonly Deciding[]): boolean {
  const tests = testMapOf(head)
  const missing = new Set(untested.map(({ name }) => name))
  const functions = [...module.exports].filter(
    ([, offered]) => offered.kind === "node" && meaningOf(head, module, offered.node)?.kind === "function",
  )
  const others = functions.filter(([name]) => !missing.has(name))
  const isTested = (name: string) => tests.namesExport(module.path, name) || runsThroughCallers(head, module, name)
  return others.length > 0 && others.filter(([name]) => isTested(name)).length * 2 >= others.length
}

// Named after the file; a test that only needs something of it is about something else.
function isTestOf(path: string, module: SourceModule): boolean {
  const wordOf = (file: string) => file.slice(file.lastIndexOf("/") + 1).split(/[._-]/, 1)[0]
  return wordOf(path) === wordOf(module.path)
}

interface Deciding {
  readonly name: string
  readonly node: FunctionNode
  readonly decision: Node
}

function* decidingExports(head: Project, change: ChangeView, module: SourceModule): Generator<Deciding> {
  for (const [name, offered] of module.exports) {
    if (offered.kind !== "node" || name === "default") continue
    const meaning = meaningOf(head, module, offered.node)
    if (meaning?.kind !== "function" || meaning.module !== module || takesRequest(meaning.node)) continue
    const decision = firstDecision(meaning.node)
    if (decision && change.touches(module.path, module.lineOf(meaning.node), module.endLineOf(meaning.node)))
      yield { name, node: meaning.node, decision }
  }
}

function describeExport(head: Project, module: SourceModule, untested: readonly Deciding[], testPath: string) {
  const { name, node, decision } = untested[0] as Deciding
  const others = untested.slice(1, 4).map((each) => `\`${each.name}\``)
  const condition = `\`${module.textOf(decision).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)}\``
  return {
    path: module.path,
    at: { line: module.lineOf(node), endLine: module.lineOf(node) },
    // Often enough it is covered through the functions that call it, which no name in a test tells.
    confidence: "low" as const,
    title: others.length === 0 ? `No test calls ${name}` : `No test calls ${name} and ${untested.length - 1} more of this file`,
    message: `\`${name}\` was added or changed and decides on ${condition} (line ${module.lineOf(decision)}), but no test that imports \`${module.path}\` calls it${others.length > 0 ? `; the same holds for ${others.join(", ")}` : ""}.`,
    fix: `Add to \`${testPath}\`${head.has(testPath) ? "" : " (new file)"}: one case for each outcome of ${condition}.`,
    key: `export ${name}`,
  }
}

function firstDecision(node: FunctionNode): Node | null {
  if (!node.body) return null
  for (const each of ownNodes(node.body)) {
    if (each.type === "IfStatement" || each.type === "ConditionalExpression") return each.test
    if (each.type === "SwitchStatement") return each.discriminant
  }
  return null
}

function takesRequest(node: FunctionNode): boolean {
  const first = node.params[0]
  return (
    first?.type === "Identifier" &&
    /^_?(?:req|request|ctx|c|err|error)$/.test(first.name) &&
    node.params.length >= (/^_?(?:ctx|c)$/.test(first.name) ? 1 : 2)
  )
}

function neighboursAreTested(head: Project, path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  const neighbours = head.sourcePaths.filter(
    (each) => each !== path && each.startsWith(folder) && !each.slice(folder.length).includes("/") && !isTestPath(each),
  )
  const tested = neighbours.filter((each) => testMapOf(head).importersOf(each).length > 0)
  return tested.length > 0 && tested.length * 2 >= neighbours.length
}

// A test in the same change that speaks of it in a way we cannot follow gets the benefit of the doubt.
function changedTestMentions(head: Project, change: ChangeView, word: string): boolean {
  const last =
    word
      .split("/")
      .filter((each) => each !== "" && !/^[:{*]/.test(each))
      .at(-1) ?? word
  return change.diff.files.some(
    (file) => file.status !== "deleted" && isTestPath(file.path) && (head.textOf(file.path) ?? "").includes(last),
  )
}

function firstLines(module: SourceModule, node: Node): number {
  const call = bare(node)
  if (call.type !== "CallExpression") return module.lineOf(node)
  const last = call.arguments.at(-1)
  return last && isFunction(bare(last)) ? module.lineOf(last) : module.endLineOf(call)
}

function nameOf(node: FunctionNode): string | null {
  if (node.id) return node.id.name
  return node.parent?.type === "VariableDeclarator" && node.parent.id.type === "Identifier" ? node.parent.id.name : null
}
