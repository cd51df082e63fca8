import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const CLOSES =
  /^(?:_?(?:close|stop|destroy|dispose|shutdown|disconnect|teardown|terminate|cleanup)(?:All|Timers|Now)?|onModuleDestroy|onApplicationShutdown|beforeApplicationShutdown)$/
// What goes into a sentence as it is written must be a name.
const NAME = /^[\w$]{1,80}$/
const STARTS = /^set(?:Timeout|Interval)$/

export const requireClearedTimer = defineRule({
  kind: "source",
  id: "require-cleared-timer",
  section: "reliability",
  practice: "async",
  severity: "low",
  confidence: "medium",
  title: "A timer runs on after the object was closed",
  why: "What a timer calls after its owner was closed works with connections that are gone: it reconnects what should stay closed, fails where nobody listens, and keeps the owner in memory until then.",
  fix: "Clear it where the others are cleared.",
  cwe: ["CWE-404", "CWE-772"],
  needs: {
    path: "server",
    words: ["setTimeout clearTimeout", "setTimeout clearInterval", "setInterval clearInterval", "setInterval clearTimeout"],
  },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    const assignments = nodesOf(module.program, "AssignmentExpression")
    for (const owner of nodesOf(module.program, "ClassDeclaration", "ClassExpression")) {
      const started = startedIn(owner, assignments)
      const closings = started.size < 2 ? [] : closingMethods(module, owner)
      for (const [name, node] of started) {
        // `close` may leave to `destroy` what `destroy` does.
        if (closings.some((each) => each.mentions(name))) continue
        // One that is cleared shows that the method is the place for it.
        const closing = closings.find((each) => [...started.keys()].some((other) => each.clears(other)))
        if (!closing) continue
        const cleared = [...started.keys()].filter((other) => closing.clears(other))
        yield {
          at: node,
          title: `\`${closing.name}\` leaves the timer \`${name}\` running`,
          message: `\`${closing.name}\` (line ${closing.line}) clears ${cleared
            .slice(0, 3)
            .map((each) => `\`${each}\``)
            .join(", ")} but not \`${name}\`: what it calls still runs once after the object was closed.`,
          fix: `Clear \`this.${name}\` in \`${closing.name}\` as well.`,
          key: `${closing.name} ${name}`,
        }
      }
    }
  },
})

/** Fields of a class that are set to a timer, with where that happens first. */
function startedIn(owner: ClassNode, assignments: readonly Assignment[]): Map<string, Node> {
  const started = new Map<string, Node>()
  for (const node of assignments) {
    if (node.start < owner.start || node.end > owner.end) continue
    const name = node.left.type === "MemberExpression" && node.left.object.type === "ThisExpression" ? propertyName(node.left) : null
    const made = bare(node.right)
    const isTimer = made.type === "CallExpression" && made.callee.type === "Identifier" && STARTS.test(made.callee.name)
    if (name !== null && isTimer && NAME.test(name) && !started.has(name)) started.set(name, node)
  }
  return started
}

type Assignment = Node & { type: "AssignmentExpression" }

interface Closing {
  readonly name: string
  readonly line: number
  clears(field: string): boolean
  mentions(field: string): boolean
}

function closingMethods(module: SourceModule, owner: ClassNode): Closing[] {
  return owner.body.body.flatMap((method): Closing[] => {
    const name = method.type === "MethodDefinition" ? propertyName(method) : null
    if (name === null || !CLOSES.test(name)) return []
    // With the methods of the class that it calls.
    const own = module.textOf(method)
    const called = owner.body.body.filter((each) => {
      const other = each === method || each.type !== "MethodDefinition" ? null : propertyName(each)
      return other !== null && own.includes(`this.${other}(`)
    })
    const text = [own, ...called.map((each) => module.textOf(each))].join("\n")
    return [
      {
        name,
        line: module.lineOf(method),
        clears: (field) => text.includes(`clearTimeout(this.${field})`) || text.includes(`clearInterval(this.${field})`),
        mentions: (field) => text.includes(`this.${field}`),
      },
    ]
  })
}
