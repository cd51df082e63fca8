import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { unboundedList } from "../database/unbounded-list.ts"
import { reachOf } from "../reach.ts"
import { nodesOf } from "../source/ast.ts"

// Tables that people fill by hand stay small.
const REFERENCE =
  /countr|currenc|languages?$|locales?$|time_?zones?$|settings?$|config|roles?$|permissions?$|categor|tags?$|labels?$|status(?:es)?$|types?$|units?$|plans?$|features?$|flags?$|platforms?$|regions?$|states?$|provinces?$|menus?$|migrations?$|tiers?$|enums?$|departments?$|properties$|property$|webhooks?$|sliders?$|themes?$|banners?$|rules?$/i
// Jobs that a route only starts go through everything on purpose.
const BACKGROUND = /(?:^|[/.-])(?:queues?|jobs?|workers?|crons?|schedulers?|processors?|batch)(?:[/.-]|$)/i
export const noUnboundedQuery = defineRule({
  kind: "source",
  id: "no-unbounded-query",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "A request loads all rows of a growing table",
  why: "Without a limit the time, the memory and the size of the answer grow with the table: fine with test data, an outage once somebody has imported a hundred thousand rows. Lookups by key, lists of one owner and small reference tables are left alone.",
  fix: "Read a page at a time, with an upper bound the caller cannot exceed.",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path) || BACKGROUND.test(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "TaggedTemplateExpression")) {
      const list = unboundedList(project, module, node)
      if (!list || REFERENCE.test(list.what)) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const name = node.type === "CallExpression" ? callFacts(project, module, node).name : module.textOf(node.tag).slice(0, 40)
      yield {
        at: node,
        title: `\`${name}\` loads every matching row of \`${list.what}\``,
        message: `\`${reach.route}\` holds all matching rows of \`${list.what}\` in memory at once: nothing limits \`${name}\`, so time and memory of one request grow with the table, and a few such requests at the same time take the process down.`,
        fix: list.fix,
      }
    }
  },
})
