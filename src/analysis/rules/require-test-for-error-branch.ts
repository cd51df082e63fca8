import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { functionName } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import { testMapOf, testPathFor } from "../test-map.ts"

const NAMED: Readonly<Record<string, string>> = {
  BadRequest: "400",
  Unauthorized: "401",
  Forbidden: "403",
  NotFound: "404",
  Conflict: "409",
  Gone: "410",
  UnprocessableEntity: "422",
  TooManyRequests: "429",
}

export const requireTestForErrorBranch = defineRule({
  kind: "change",
  id: "require-test-for-error-branch",
  section: "testing",
  practice: "error-handling",
  severity: "low",
  confidence: "medium",
  title: "A new error answer has no test that provokes it",
  why: "Error branches run rarely and break quietly: a wrong status or an exception on the way is seen by the first client that needs it. The tests of this route are already there to add one case to.",
  fix: "Add the case named here.",
  cwe: [],
  *check({ head, diff, change }) {
    const tests = testMapOf(head)
    const texts = tests.paths.map((path) => head.textOf(path) ?? "")
    // Only where somebody tests error answers at all.
    if (texts.filter((text) => /\b4\d\d\b/.test(text)).length < 2) return
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      for (const route of routesIn(head, file.path)) {
        if (route.method === "USE" || route.path === null || route.path === "" || !tests.reachesRoute(route.method, route.path)) continue
        const missing = addedAnswers(change, route).find(({ status, name }) => !isProvoked(head, route, status, name))
        if (!missing) continue
        const label = routeLabel(route)
        const testPath = testOf(head, route) ?? testPathFor(head, file.path)
        yield {
          path: file.path,
          at: { line: missing.line },
          title: `No test provokes the ${missing.status} of ${label}`,
          message: `\`${label}\` answers ${missing.status} here from this change on, and none of the tests that reach the route speak of ${missing.status}${missing.name === null ? "" : ` or \`${missing.name}\``}: whether the branch works is not known.`,
          fix: `Add to \`${testPath}\`: the ${missing.status} of \`${label}\`.`,
          key: `untested ${label} ${missing.status}`,
        }
        break
      }
    }
  },
})

interface Answer {
  readonly status: string
  readonly name: string | null
  readonly line: number
}

function addedAnswers(change: ChangeView, route: Route): Answer[] {
  const { function: running, functionModule: module } = route.handler
  if (!running || module.path !== route.module.path) return []
  const first = module.lineOf(running)
  return module
    .textOf(running)
    .split("\n")
    .flatMap((text, index): Answer[] => {
      const line = first + index
      if (!change.isAdded(module.path, line) || /^\s*(?:\/\/|\*)/.test(text)) return []
      const code = /\b(?:status|code|sendStatus|HttpError|createError|httpErrors)\(\s*(4\d\d)\b|\bstatus(?:Code)?\s*[:=]\s*(4\d\d)\b/.exec(
        text,
      )
      if (code) return [{ status: code[1] ?? code[2] ?? "", name: null, line }]
      const named =
        /\bthrow new (?:\w*\.)?((BadRequest|Unauthorized|Forbidden|NotFound|Conflict|Gone|UnprocessableEntity|TooManyRequests)(?:Exception|Error)?)\b/.exec(
          text,
        )
      return named ? [{ status: NAMED[named[2] as string] as string, name: named[1] as string, line }] : []
    })
}

/** Whether a test that reaches the route, or one that names its handler, speaks of the status. */
function isProvoked(head: Project, route: Route, status: string, name: string | null): boolean {
  const tests = testMapOf(head)
  const { function: running, functionModule } = route.handler
  const handler = running && functionName(running)
  const units = handler === null ? [] : tests.importersOf(functionModule.path).filter((path) => head.textOf(path)?.includes(handler))
  return [...tests.testsOfRoute(route.method, route.path ?? ""), ...units].some((path) => {
    const text = head.textOf(path) ?? ""
    return new RegExp(`\\b${status}\\b`).test(text) || (name !== null && text.includes(name)) || NAMES[status]?.test(text) === true
  })
}

const NAMES: Readonly<Record<string, RegExp>> = {
  "400": /BAD_REQUEST|badRequest/,
  "401": /UNAUTHORIZED|[uU]nauthorized/,
  "403": /FORBIDDEN|[fF]orbidden/,
  "404": /NOT_FOUND|[nN]otFound/,
  "409": /CONFLICT|[cC]onflict/,
  "422": /UNPROCESSABLE|[uU]nprocessable/,
  "429": /TOO_MANY|[tT]ooMany/,
}

function testOf(head: Project, route: Route): string | null {
  return (
    testMapOf(head)
      .testsOfRoute(route.method, route.path ?? "")
      .find((path) => /[.-](?:test|spec|e2e-spec)\./.test(path)) ?? null
  )
}
