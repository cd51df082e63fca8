import { isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import { ownNodes } from "../source/ast.ts"

const MOST_LINES = 120

export const noOversizedHandler = defineRule({
  kind: "change",
  id: "no-oversized-handler",
  section: "maintainability",
  practice: "code-quality",
  severity: "low",
  confidence: "low",
  title: "A new handler does too much in one place",
  why: "A handler of several screens mixes reading the request, deciding and storing; none of it can be tested without a server. It is easiest to divide on the day it is written.",
  fix: "Leave reading the request and answering in the handler; move what it decides to a function that knows no request.",
  cwe: ["CWE-1121"],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      const known = new Set(file.oldPath === null ? [] : routesIn(base, file.oldPath).map(routeLabel))
      for (const route of routesIn(head, file.path)) {
        const { function: running, functionModule: module } = route.handler
        if (route.method === "USE" || running?.body == null || module.path !== file.path || known.has(routeLabel(route))) continue
        const lines = module.endLineOf(running) - module.lineOf(running) + 1
        // A long object to answer with is long, and nothing else.
        const decisions = [...ownNodes(running.body)].filter((node) =>
          /^(?:If|Switch|For|While|Try)\w*Statement$|^ConditionalExpression$/.test(node.type),
        ).length
        if (lines <= MOST_LINES || decisions < 8 || !change.isAdded(file.path, module.lineOf(running))) continue
        yield {
          path: file.path,
          at: { line: module.lineOf(running) },
          title: `The handler of ${routeLabel(route)} is ${lines} lines long`,
          message: `\`${routeLabel(route)}\` decides in ${decisions} places over ${lines} lines, all of them behind a request: each case can only be tested through the whole service.`,
          key: `long ${routeLabel(route)}`,
        }
      }
    }
  },
})
