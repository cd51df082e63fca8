import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const ROWS = /cursor|\brows\b|records\b|createReadStream\(|readline|\.collection\(|QueryStream|\.stream\(\)/i
// Events are told when they happen, a few at a time.
const EVENTS = /\b(?:data|event):\s/
// Parsers of XML, HTML and text have read a piece when `write` comes back: `new expat.Parser()`, `new StringDecoder()`. They hold none of it.
const READS_AT_ONCE = /(?:^|[._])(?:\w*(?:parser|decoder|tokeni[sz]er)|sax)$/i

export const requireBackpressure = defineRule({
  kind: "source",
  id: "require-backpressure",
  section: "performance",
  practice: "performance",
  severity: "medium",
  confidence: "medium",
  title: "A slow reader makes this server hold everything in memory",
  why: "`write` says with `false` that its buffer is full. Whoever goes on writing fills the memory of the process: a client on a slow line and a large answer are enough.",
  fix: "Use `pipeline`, which stops reading while the other side is not ready.",
  cwe: ["CWE-770"],
  needs: { path: "server", reached: true, words: ["write on", "write await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\.write\(/.test(module.text)) return
    for (const node of nodesOf(module.program, "ForOfStatement")) {
      const written = /["'`]drain["'`]/.test(module.code) ? null : writtenFromRows(module, node)
      const reach = written && reachOf(project, node)
      if (!written || !reach) continue
      const source = module.textOf(node.right).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 40)
      yield {
        at: written,
        title: `\`${module.textOf(written.callee)}\` goes on writing when the other side is full`,
        message: `\`${source}\` is read as fast as the database gives and \`${module.textOf(written.callee)}\` is never asked whether it keeps up: a slow client of \`${reach.route}\` makes the process hold the rest in memory.`,
        fix: `\`await pipeline(Readable.from(lines()), ${written.target})\` with a generator that yields the lines, or wait for \`drain\` when \`write\` gives \`false\`.`,
      }
    }
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "on") continue
      const listener = node.arguments[1] && bare(node.arguments[1])
      if (stringOf(node.arguments[0]) !== "data" || !listener || !isFunction(listener)) continue
      const written = writtenIn(module, listener)
      if (!written || /\.pause\(|["'`]drain["'`]/.test(module.code)) continue
      const reach = reachOf(project, node)
      if (!reach) continue
      const source = module.textOf(node.callee.object).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 40)
      yield {
        at: written,
        title: `\`${module.textOf(written.callee)}\` goes on writing when the other side is full`,
        message: `\`${source}\` is read as fast as it comes and \`${module.textOf(written.callee)}\` is never asked whether it keeps up: a slow client of \`${reach.route}\` makes the process hold the rest in memory.`,
        fix: `\`pipeline(${source}, ${written.target}, (error) => …)\` from \`node:stream\`.`,
      }
    }
  },
})

/** `res.write(line(row))` as a statement in `for await (const row of cursor)`; `null` where the source is as slow as what is told of it. */
function writtenFromRows(
  module: SourceModule,
  loop: Node & { type: "ForOfStatement" },
): (Node & { type: "CallExpression" } & { target: string }) | null {
  if (!loop.await || !isManyRows(module, loop.right)) return null
  for (const each of descendants(loop.body, (inner) => isFunction(inner))) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression" || propertyName(each.callee) !== "write") continue
    const target = module.textOf(each.callee.object)
    if (each.parent?.type !== "ExpressionStatement" || !/^(?:res|response|reply\.raw|ctx\.res)$/.test(target)) continue
    return EVENTS.test(module.textOf(each)) ? null : Object.assign(each, { target })
  }
  return null
}

/** Whether what is iterated over is a cursor, the lines of a file or the rows of a stream, by its name or by what it is made of. */
function isManyRows(module: SourceModule, right: Node): boolean {
  const source = bare(right)
  const declaration = source.type === "Identifier" ? module.bindings.resolve(source)?.declaration : null
  const made = declaration?.type === "VariableDeclarator" && declaration.init ? declaration.init : null
  return [right, ...(made ? [made] : [])].some((each) => ROWS.test(module.textOf(each).slice(0, 400)))
}

/** `res.write(chunk)` as a statement of a data listener; `null` when the result is used or something else is written. */
function writtenIn(module: SourceModule, listener: FunctionNode): (Node & { type: "CallExpression" } & { target: string }) | null {
  const first = listener.params[0]
  if (first?.type !== "Identifier" || !listener.body) return null
  for (const each of descendants(listener.body, (inner) => isFunction(inner))) {
    if (each.type !== "CallExpression" || each.callee.type !== "MemberExpression" || propertyName(each.callee) !== "write") continue
    const isDropped = each.parent?.type === "ExpressionStatement" || each.parent === listener
    const target = module.textOf(each.callee.object)
    if (!isDropped || /^process\.|stdout|stderr|stdin|hash|log|cipher/i.test(target) || READS_AT_ONCE.test(target)) continue
    if (each.arguments[0] && bare(each.arguments[0]).type === "Identifier" && module.textOf(each.arguments[0]) === first.name)
      return Object.assign(each, { target: target.replaceAll("`", "'").slice(0, 40) })
  }
  return null
}
