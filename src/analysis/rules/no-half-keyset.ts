import { halfKeysetOf } from "../database/keyset-query.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf } from "../source/ast.ts"

// The place where the page before ended; a time that somebody chose is a filter.
const PLACE = /cursor|after|before|last|next|prev|token|seek|anchor|position/i
// What is told apart by itself needs no second column.
const UNIQUE = /^_?id$|uuid|ulid|slug|^sequence$|^seq$/i
const TIE = /id$|uuid|ulid|key$/i

export const noHalfKeyset = defineRule({
  kind: "source",
  id: "no-half-keyset",
  section: "reliability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Rows are lost between two pages",
  why: "Rows with the same value in the first column of an order are told apart by the second. When the next page asks only for what is behind the value of the first, all rows that share it with the last row of a page and did not fit on it are on no page.",
  fix: "Compare both columns with the place: `WHERE (created_at, id) < ($1, $2)`.",
  cwe: ["CWE-682"],
  needs: { path: "server", text: [/order_?by|\.sort\s*\(|\bORDER\s+BY\b/i, PLACE] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const half = halfKeysetOf(project, module, node)
      if (!half || UNIQUE.test(half.column) || !TIE.test(half.tie)) continue
      const place = module.textOf(half.value).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
      if (!PLACE.test(place)) continue
      yield {
        at: { start: node.start, end: Math.min(node.end, node.callee.end) },
        message: `Rows whose \`${half.column}\` is that of the last row of a page, and that did not fit on it, are on no page: the order goes by \`${half.column}\` and \`${half.tie}\`, but only \`${half.column}\` is compared with \`${place}\`.`,
        fix: `Let the place hold both, and ask for what is behind both: \`(${half.column}, ${half.tie})\` compared as a pair, or \`${half.column}\` behind, or equal with \`${half.tie}\` behind.`,
      }
    }
  },
})
