import { stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { findView, rawExpressionsOf } from "../templates/view-files.ts"
import { readLoose } from "./loose-rows.ts"
import { columnOf } from "./rows.ts"
import type { Loose, Rows, Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

const MAX_COLUMNS = 40

/**
 * The columns of rows handed to a view that it writes without escaping, by the words it has for them: `user.bio`, or `post.text` where it
 * goes through a list. `node` is the call that names the view, `values` what it is handed.
 */
export function columnsInView(
  walk: Walk,
  node: Node & { type: "CallExpression" | "NewExpression" },
  handed: Value,
  frame: Frame,
): [string, Tainted][] {
  if (handed?.kind !== "object") return []
  const rows = [...handed.fields].flatMap(([field, value]): [string, Rows | Loose][] =>
    value?.kind === "rows" || value?.kind === "loose" ? [[field, value]] : [],
  )
  const name = rows.length === 0 ? null : stringOf(node.arguments[0])
  const view = name === null ? null : findView(walk.project, name)
  if (view === null) return []
  const found: [string, Tainted][] = []
  for (const { text, expressions } of rawExpressionsOf(walk.project, view)) {
    for (const [field, value] of rows) {
      const names = [field, ...loopNames(text, field)]
      for (const { code, start } of expressions) {
        const written = columnIn(code, names) ?? (isInBlock(text, field, start) ? /^(?:this\.)?([A-Za-z_$][\w$]*)$/.exec(code) : null)
        const column = written?.[1]
        if (!written || column === undefined || found.length >= MAX_COLUMNS) continue
        const data = read(walk, value, column, node, frame)
        if (data?.kind === "tainted") found.push([written[0], data])
      }
    }
  }
  return found
}

function read(walk: Walk, value: Rows | Loose, column: string, node: Node, frame: Frame): Value {
  return value.kind === "loose" ? readLoose(walk, value, column, node, frame) : columnOf({ ...value, isList: false }, column, node, frame)
}

// `posts[i].text` is a column of `posts`.
function columnIn(code: string, names: readonly string[]): RegExpExecArray | null {
  const plain = code.replace(/\[[\w.]{1,20}\]/g, "").replaceAll("?.", ".")
  return new RegExp(`(?<![\\w$.])(?:${names.map(quoted).join("|")})\\.([A-Za-z_$][\\w$]*)`).exec(plain)
}

/** What a view calls an element of a list. */
function loopNames(text: string, field: string): string[] {
  const list = `(?:locals\\.|it\\.)?${quoted(field)}`
  const patterns = [
    // `posts.forEach((post) => …)` and `for (const post of posts)` of EJS and Eta
    `(?<![\\w$.])${list}\\.(?:forEach|map)\\(\\s*(?:function\\s*)?\\(?\\s*([A-Za-z_$][\\w$]*)`,
    `\\b(?:const|let|var)\\s+([A-Za-z_$][\\w$]*)\\s+of\\s+${list}(?![\\w$])`,
    // `each post in posts` of Pug, `{% for post in posts %}` of Nunjucks and Liquid
    `\\b(?:each|for)\\s+([A-Za-z_$][\\w$]*)(?:\\s*,\\s*\\w+)?\\s+in\\s+${list}(?![\\w$])`,
    `\\{\\{#each\\s+${list}\\s+as\\s+\\|([A-Za-z_$][\\w$]*)`,
  ]
  return patterns.flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "g"))].map((match) => match[1] as string)).slice(0, 10)
}

// `{{#each posts}} … {{/each}}` and `{{#posts}} … {{/posts}}` of Handlebars and Mustache
function isInBlock(text: string, field: string, at: number): boolean {
  const open = Math.max(
    text.lastIndexOf(`{{#each ${field}}}`, at),
    text.lastIndexOf(`{{#${field}}}`, at),
    text.lastIndexOf(`{{#with ${field}}}`, at),
  )
  if (open === -1) return false
  const inside = text.slice(open, at)
  return !inside.includes("{{/each}}") && !inside.includes(`{{/${field}}}`) && !inside.includes("{{/with}}")
}

function quoted(name: string): string {
  return name.replace(/[^\w]/g, "\\$&")
}
