import { inferAs, observationsOf } from "../conventions/infer-conventions.ts"
import { siblingsNear } from "../conventions/convention.ts"
import { isServiceRoute, observeRoute } from "../conventions/observe-routes.ts"
import { isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"

export const requireValidationLikeSiblings = defineRule({
  kind: "change",
  id: "require-validation-like-siblings",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "medium",
  title: "A new route takes a body that nothing validates, unlike its siblings",
  why: "Where every sibling checks what it is sent, the code behind them relies on it: types, lengths and fields that nobody should set. The one route without the check is the way around it.",
  fix: "Validate the body the way the siblings do.",
  cwe: ["CWE-20"],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      const known = new Set(file.oldPath === null ? [] : routesIn(base, file.oldPath).map(routeLabel))
      const added = routesIn(head, file.path).filter(
        (route) => isServiceRoute(route) && !known.has(routeLabel(route)) && change.isAdded(file.path, route.module.lineOf(route.node)),
      )
      for (const route of added) {
        const own = [...observeRoute(head, route)].find((each) => each.kind === "validation")
        if (!own || own.way !== null) continue
        const siblings = siblingsNear(observationsOf(base).get("validation") ?? [], file.oldPath ?? file.path)
        const custom = inferAs("validation", siblings)
        if (!custom) continue
        const examples = custom.examples.map((each) => `\`${each.what}\` (${each.path}:${each.line})`)
        yield {
          path: file.path,
          at: { line: own.line },
          title: `${own.label} takes its body as it comes`,
          message: `Whatever is sent to \`${own.label}\` reaches the code behind it: nothing here checks it, while ${custom.support} of ${custom.of} routes around it that take a body do.`,
          fix: `Validate it as ${examples.join(" and ")} ${examples.length === 1 ? "does" : "do"}.`,
          trace: [
            ...custom.examples.map((each) => ({ path: each.path, line: each.line, what: `validates (\`${custom.way}\`)` })),
            { path: file.path, line: own.line, what: "does not" },
          ],
          key: `unvalidated ${own.label}`,
        }
        // The second route of the file learns from the first.
        break
      }
    }
  },
})
