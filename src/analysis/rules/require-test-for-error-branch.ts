import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { isServerPath } from "../calls/server-path.ts"
import type { ChangeView } from "../change/change-view.ts"
import { codeOfDiff } from "../change/code-of-diff.ts"
import { deletedText } from "../change/deleted-text.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { functionName } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"
import { errorBranchesIn } from "../tests/error-branches.ts"
import type { ErrorBranch } from "../tests/error-branches.ts"
import { speaksOfStatus } from "../tests/provoked.ts"
import { untestedErrorBranches } from "../tests/untested-error-branches.ts"
import type { UntestedErrorBranch } from "../tests/untested-error-branches.ts"

export const requireTestForErrorBranch = defineRule({
  kind: "change",
  id: "require-test-for-error-branch",
  section: "testing",
  practice: "error-handling",
  severity: "low",
  // A refusal like any other, `if (!user) throw new NotFoundError()`, is often left untested on purpose: worth a line in the report.
  confidence: "low",
  title: "A new error answer has no test that provokes it",
  why: "Error branches run rarely and break quietly: a wrong status or an exception on the way is seen by the first client that needs it. The tests of this route or function are already there to add one case to.",
  fix: "Add the case named here.",
  cwe: [],
  *check({ base, head, diff, change }) {
    const tests = testMapOf(head)
    const speaking = tests.paths.filter((path) => head.mentions(path, /\b4\d\d\b/))
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path) || classifyPath(file.path) !== "source") continue
      // Where somebody tests error answers at all.
      const answer = speaking.length < 2 ? null : untestedAnswer(head, change, file.path)
      if (answer !== null) {
        yield answer
        continue
      }
      const module = isServerPath(file.path) ? head.moduleOf(file.path) : null
      if (!module) continue
      const before = `${file.oldPath === null ? "" : (base.codeOf(file.oldPath) ?? "")}\n${deletedText(codeOfDiff(base, head, diff))}`
      const untested = untestedErrorBranches(head, change, module, before)
      if (untested.length > 0) yield describe(module, untested)
    }
  },
})

// One a file: whoever adds the first case sees the others.
function untestedAnswer(head: Project, change: ChangeView, path: string) {
  const tests = testMapOf(head)
  for (const route of routesIn(head, path)) {
    if (route.method === "USE" || route.path === null || route.path === "" || !tests.reachesRoute(route.method, route.path)) continue
    const missing = addedAnswers(change, route).find(({ status }) => !speaksOfStatus(head, testsOf(head, route), status as string))
    if (!missing) continue
    const label = routeLabel(route)
    const { status, error, node } = missing
    const testPath = testsOf(head, route).find((each) => /[.-](?:test|spec|e2e-spec)\./.test(each)) ?? testPathFor(head, path)
    return {
      path,
      at: { line: route.module.lineOf(node) },
      title: `No test provokes the ${status} of ${label}`,
      message: `\`${label}\` answers ${status} here from this change on, and none of the tests that reach the route speak of ${status}${error === null ? "" : ` or \`${error}\``}: whether the branch works is not known.`,
      fix: `Add to \`${testPath}\`: the ${status} of \`${label}\`.`,
      key: `untested ${label} ${status}`,
    }
  }
  return null
}

function addedAnswers(change: ChangeView, route: Route): ErrorBranch[] {
  const { function: running, functionModule: module } = route.handler
  if (!running || module.path !== route.module.path) return []
  return errorBranchesIn(module).filter(
    ({ node, status }) =>
      status?.startsWith("4") && running.start <= node.start && node.end <= running.end && change.isAdded(module.path, module.lineOf(node)),
  )
}

/** The tests that send a request to the route or name its handler. */
function testsOf(head: Project, route: Route): readonly string[] {
  const tests = testMapOf(head)
  const { function: running, functionModule } = route.handler
  const handler = running && functionName(running)
  const units = handler === null ? [] : tests.importersOf(functionModule.path).filter((path) => head.textOf(path)?.includes(handler))
  return [...new Set([...tests.testsOfRoute(route.method, route.path ?? ""), ...units])]
}

function describe(module: SourceModule, untested: readonly UntestedErrorBranch[]) {
  const [{ branch, within, sibling, testPath }, ...others] = untested as [UntestedErrorBranch, ...UntestedErrorBranch[]]
  const what = outcome(module, branch)
  const also = [...new Set(others.map((each) => outcome(module, each.branch)))].filter((each) => each !== what).slice(0, 3)
  return {
    path: module.path,
    at: { line: module.lineOf(branch.decision) },
    title: `No test expects the new error of ${within.fullName}${also.length === 0 ? "" : ` and ${also.length} more of this file`}`,
    message: `\`${within.fullName}\` ${what} from this change on. Its tests expect ${name(module, sibling)}, and none of them this one${also.length === 0 ? "" : `; the same holds where it ${also.join(", where it ")}`}.`,
    fix: `Add to \`${testPath}\`: one case in which \`${within.fullName}\` ${what}${condition(module, branch)}.`,
    key: `untested error ${within.fullName} ${branch.status ?? ""} ${branch.error ?? ""} ${branch.message ?? ""}`,
  }
}

function outcome(module: SourceModule, branch: ErrorBranch): string {
  if (branch.kind === "answer") return `answers ${branch.status}`
  return branch.kind === "throw" ? `throws ${name(module, branch)}` : "goes on after something failed"
}

function name(module: SourceModule, { kind, node, status, message }: ErrorBranch): string {
  if (kind === "answer") return `the ${status}`
  if (kind === "catch") return "another failure"
  if (node.type === "ThrowStatement") return code(module.textOf(node.argument))
  return message === null ? "another error" : code(message)
}

function condition(module: SourceModule, { decision, node }: ErrorBranch): string {
  if (decision === node || decision.type === "CatchClause" || decision.type === "SwitchCase") return ""
  return `, because ${code(module.textOf(decision))}`
}

function code(text: string): string {
  const line = text.replace(/\s+/g, " ").replaceAll("`", "'")
  return `\`${line.length > 70 ? `${line.slice(0, 70)}…` : line}\``
}
