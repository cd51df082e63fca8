import { defineRule } from "../rule.ts"
import { callFacts, calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { enclosingFunction, identifiersNamed, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noPromiseAsValue = defineRule({
  kind: "source",
  id: "no-promise-as-value",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "This tests a promise, not what it will give",
  why: "A promise is always truthy and has none of the properties of its result. Without `await`, the check for “not found” or “not allowed” never fails, and what is read from it is undefined.",
  fix: "`await` the call.",
  cwe: ["CWE-252", "CWE-697"],
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const misuse = misuseOf(module, node)
      if (!misuse || !givesPromise(project, module, node)) continue
      const name = calleeName(module, node)
      const canWait = enclosingFunction(node)?.async === true
      const isOperand = node.parent?.type === "MemberExpression" && node.parent.object === node
      yield {
        at: node,
        title: misuse.property === null ? `The check on \`${name}\` never fails` : `\`${misuse.property}\` of a promise is undefined`,
        message:
          misuse.property === null
            ? `\`${name}\` gives a promise, and a promise is always truthy: without \`await\` the condition on line ${module.lineOf(misuse.at)} holds whatever it resolves to.`
            : `\`${name}\` gives a promise; without \`await\`, \`.${misuse.property}\` on line ${module.lineOf(misuse.at)} is read from the promise and is undefined.`,
        fix: `\`await ${name}(…)\`.`,
        ...(canWait
          ? {
              edits: isOperand
                ? [
                    { start: node.start, end: node.start, text: "(await " },
                    { start: node.end, end: node.end, text: ")" },
                  ]
                : [{ start: node.start, end: node.start, text: "await " }],
            }
          : {}),
      }
    }
  },
})

interface Misuse {
  readonly at: Node
  /** What is read from the promise; `null` when it is tested. */
  readonly property: string | null
}

/** Where what a call gives is used as if it had been awaited: at the call itself, or through the constant it is kept in. */
function misuseOf(module: SourceModule, call: Call): Misuse | null {
  const direct = useOf(call)
  if (direct) return direct
  const declarator = call.parent
  if (declarator?.type !== "VariableDeclarator" || declarator.init !== call || declarator.id.type !== "Identifier") return null
  const binding = module.bindings.resolve(declarator.id)
  const around = enclosingFunction(call)
  if (!binding || !around || binding.assigned.length > 0) return null
  let found: Misuse | null = null
  for (const each of identifiersNamed(around, binding.name)) {
    if (each === declarator.id || module.bindings.resolve(each) !== binding) continue
    // Somebody does wait for it, so that keeping the promise is meant.
    const parent = each.parent
    if (parent?.type === "AwaitExpression" || parent?.type === "ArrayExpression" || parent?.type === "YieldExpression") return null
    if (parent?.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(propertyName(parent) ?? "")) return null
    found ??= useOf(each)
  }
  return found
}

/** How an expression is tested or read; `null` for other uses. */
function useOf(node: Node): Misuse | null {
  const parent = node.parent
  if (!parent) return null
  if ((parent.type === "IfStatement" || parent.type === "ConditionalExpression") && parent.test === node)
    return { at: node, property: null }
  if (parent.type === "UnaryExpression" && parent.operator === "!") return { at: node, property: null }
  if (parent.type === "LogicalExpression" && parent.left === node && parent.operator === "&&" && parent.parent?.type === "IfStatement")
    return { at: node, property: null }
  if (parent.type !== "MemberExpression" || parent.object !== node || parent.optional) return null
  const property = propertyName(parent)
  // A method may be one that the library puts on what it returns; a property that is called is not read.
  if (property === null || (parent.parent?.type === "CallExpression" && parent.parent.callee === parent)) return null
  return /^(?:then|catch|finally|constructor)$/.test(property) || parent.parent?.type === "AssignmentExpression"
    ? null
    : { at: parent, property }
}

// Builders such as those of Mongoose and Knex have properties and methods of their own before they are sent.
function givesPromise(project: Project, module: SourceModule, call: Call): boolean {
  if (
    call.arguments.some(
      (each) => isFunction(each) && /^(?:err|error)$/.test(each.params[0]?.type === "Identifier" ? each.params[0].name : ""),
    )
  )
    return false
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind === "function") return meaning.node.async && !meaning.node.generator
  const { facts, path } = callFacts(project, module, call)
  return path !== null && facts.includes("returns-promise") && /^(?:@prisma\/client|typeorm|sequelize|bcrypt|axios|redis)\b/.test(path)
}
