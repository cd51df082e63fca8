import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const TAKING = /^(?:pg\.Pool\(\)\.connect|mysql2\.createPool\(\)\.getConnection|typeorm\.DataSource\(\)\.createQueryRunner)$/
const GIVING = /^(?:release|destroy|end|releaseConnection)$/

export const requireReleasedClient = defineRule({
  kind: "source",
  id: "require-released-client",
  section: "reliability",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "This connection does not always go back to the pool",
  why: "A connection that is taken from the pool and not released is gone until the process restarts. When only the path with the error forgets it, the pool runs dry after as many errors as it has connections, and then every request waits.",
  fix: "Release it in a `finally` block.",
  cwe: ["CWE-404", "CWE-772"],
  needs: { path: "server", words: ["connect", "getConnection", "createQueryRunner"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "VariableDeclarator")) {
      if (node.id.type !== "Identifier" || !node.init) continue
      const call = bare(node.init)
      const around = enclosingFunction(node)
      if (
        call.type !== "CallExpression" ||
        !around?.body ||
        (node.parent?.type === "VariableDeclaration" && /using/.test(node.parent.kind))
      )
        continue
      const { path, name } = callFacts(project, module, call)
      if (path === null || !TAKING.test(path)) continue
      const client = node.id.name
      const uses = usesOf(module, around, node.id)
      if (uses.escapes || (uses.given && uses.releases.length === 0)) continue
      const base = { at: node, fix: `\`${client}.release()\` in a \`finally\` block that begins right after this line.` }
      if (uses.releases.length === 0) {
        yield {
          ...base,
          title: `Nothing gives the connection of \`${name}\` back`,
          message: `Each call takes one connection out of the pool for ever: nobody calls \`${client}.release()\`, so after as many calls as the pool has connections every request waits for one until it times out.`,
        }
        continue
      }
      const kept = uses.releases.map((each) => isInFinally(each, around))
      if (kept.includes(true)) {
        const early = uses.given ? null : leavesBefore(module, around, node, client, uses.releases)
        if (early)
          yield {
            at: early,
            title: `This way out keeps the connection of \`${name}\` for ever`,
            message: `Whoever leaves here does so before the \`try\` whose \`finally\` calls \`${client}.release()\`: each such call costs the pool a connection, with whatever transaction is open on it, and once all are gone every request waits.`,
            fix: `Begin the \`try\` right behind line ${module.lineOf(node)}.`,
          }
        continue
      }
      const failing = uses.releases.length > 1 ? null : awaitBetween(module, around, node, uses.releases[0] as Node)
      const leaving =
        failing || uses.given
          ? null
          : leaveWithout(module, around, { from: node.end, to: around.end }, client, uses.releases, /^ReturnStatement$/)
      if (leaving)
        yield {
          at: leaving,
          title: `This way out keeps the connection of \`${name}\` for ever`,
          message: `Whoever leaves here never gets to \`${client}.release()\`: each such call costs the pool a connection, and once all are gone every request waits.`,
          fix: `\`${client}.release()\` in a \`finally\` block, in the place of the ${uses.releases.length === 1 ? "one" : "ones"} on the other ways.`,
        }
      if (!failing) continue
      yield {
        ...base,
        title: `An error keeps the connection of \`${name}\` for ever`,
        message: `When the work on line ${module.lineOf(failing)} fails, \`${client}.release()\` on line ${module.lineOf(uses.releases[0] as Node)} is never reached: each such failure costs the pool a connection, and once all are gone every request waits.`,
      }
    }
  },
})

interface Uses {
  readonly releases: readonly Node[]
  /** Returned or stored, so that somebody else releases it. */
  readonly escapes: boolean
  /** Handed to a function, which may release it. */
  readonly given: boolean
}

function usesOf(module: SourceModule, around: FunctionNode, declared: Node): Uses {
  const binding = module.bindings.resolve(declared)
  const releases: Node[] = []
  let escapes = false
  let given = false
  for (const each of descendants(around)) {
    if (
      each.type !== "Identifier" ||
      each === declared ||
      !binding ||
      each.name !== binding.name ||
      module.bindings.resolve(each) !== binding
    )
      continue
    const parent = each.parent
    if (parent?.type === "MemberExpression" && parent.object === each) {
      if (GIVING.test(propertyName(parent) ?? "")) releases.push(parent)
      continue
    }
    if (parent?.type === "CallExpression" && parent.callee !== each) {
      if (/release|close|done/i.test(module.textOf(parent.callee))) releases.push(parent)
      else given = true
      continue
    }
    if (
      parent?.type === "IfStatement" ||
      parent?.type === "LogicalExpression" ||
      parent?.type === "UnaryExpression" ||
      parent?.type === "BinaryExpression"
    )
      continue
    escapes = true
  }
  return { releases, escapes, given }
}

function isInFinally(node: Node, around: Node): boolean {
  let below = node
  for (const above of ancestors(node)) {
    if (above.type === "TryStatement" && above.finalizer === below) return true
    // `.finally(() => client.release())`, and callbacks that run when the stream or the job has ended.
    if (isFunction(above) && above !== around) return true
    if (above === around) return false
    below = above
  }
  return false
}

/** A `return` or `throw` between taking and the `try` whose `finally` releases, of the same block; `null` when there is none. */
function leavesBefore(module: SourceModule, around: FunctionNode, taken: Node, client: string, releases: readonly Node[]): Node | null {
  const attempt = releases
    .flatMap((each) => [...ancestors(each)])
    .find((above) => above.type === "TryStatement" && above.start > taken.end && above.parent === taken.parent?.parent)
  return attempt ? leaveWithout(module, around, { from: taken.end, to: attempt.start }, client, releases) : null
}

/** The first thing awaited between taking and releasing, outside a `try` that catches it; `null` when nothing can fail. */
function awaitBetween(module: SourceModule, around: FunctionNode, taken: Node, release: Node): Node | null {
  for (const each of descendants(around, (inner) => isFunction(inner) && inner !== around)) {
    if (each.type !== "AwaitExpression" || each.start < taken.end || each.end > release.start) continue
    let isCaught = false
    for (const above of ancestors(each)) {
      if (above === around) break
      if (
        above.type === "TryStatement" &&
        above.handler &&
        above.end < release.start &&
        !/\bthrow\b|\breturn\b/.test(module.textOf(above.handler))
      )
        isCaught = true
    }
    if (!isCaught) return each
  }
  return null
}

/** A way out that gets past all releases: none stands before it on its way out. */
function leaveWithout(
  module: SourceModule,
  around: FunctionNode,
  within: { readonly from: number; readonly to: number },
  client: string,
  releases: readonly Node[],
  ways = /^(?:Return|Throw)Statement$/,
): Node | null {
  const isReleasedIn = (node: Node) => releases.some((each) => node.start <= each.start && each.end <= node.end)
  const asksForClient = new RegExp(`(?<![\\w$.])${escapePattern(client)}(?![\\w$.(])`)
  for (const each of ownNodes(around.body as Node)) {
    if (!ways.test(each.type) || each.start < within.from || each.end > within.to || isReleasedIn(each)) continue
    let below: Node = each
    let isSettled = false
    for (const above of ancestors(each)) {
      if (above === around) break
      // Statements of other cases do not run before this one, but whoever writes so deep is left alone.
      const before =
        above.type === "BlockStatement"
          ? above.body.slice(0, above.body.indexOf(below as never))
          : above.type === "SwitchStatement"
            ? [above]
            : []
      if (before.some((one) => isReleasedIn(one)) || (above.type === "IfStatement" && asksForClient.test(module.textOf(above.test))))
        isSettled = true
      below = above
    }
    if (!isSettled) return each
  }
  return null
}
