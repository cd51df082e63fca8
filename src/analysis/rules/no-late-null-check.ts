import { isServerPath } from "../calls/server-path.ts"
import { onOneLine } from "../calls/call-facts.ts"
import { defineRule } from "../rule.ts"
import { bare, identifiersNamed, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

type If = Node & { type: "IfStatement" }

const LEAVES: ReadonlySet<Node["type"]> = new Set(["ReturnStatement", "ThrowStatement", "ContinueStatement", "BreakStatement"])
const MAX_STATEMENTS = 12
const MAX_TEXT = 400

export const noLateNullCheck = defineRule({
  kind: "source",
  id: "no-late-null-check",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  title: "A value is used before it is asked whether there is one",
  why: "Whoever wrote the check knew that the value can be missing. Where it is, the line before the check throws a TypeError, and the check never runs.",
  fix: "Move the check above the first use.",
  cwe: ["CWE-476"],
  needs: { path: "server", text: [/\bif\s*\(/] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "IfStatement")) {
      const name = missingName(module, node)
      const use = name === null ? null : useBefore(module, node, name)
      if (name === null || use === null) continue
      const code = onOneLine(module.textOf(use)).replaceAll("`", "'").slice(0, 60)
      yield {
        at: use,
        title: `\`${name.name}\` is used before it is asked whether there is one`,
        message: `Where \`${name.name}\` is missing, \`${code}\` throws a TypeError: the check on line ${module.lineOf(node)}, which is there for that, comes too late.`,
        key: `late check ${name.name} ${code}`,
      }
    }
  },
})

type Name = Node & { type: "Identifier" }

/** The variable of `if (!device) return`, and of `if (device == null) throw …`; `null` for every other condition. */
function missingName(module: SourceModule, { test, consequent, alternate }: If): Name | null {
  // `if (device) … else response.status(404).end()`
  if (alternate) {
    const asked = bare(test)
    return asked.type === "Identifier" && /\b404\b|not.?found|\bthrow\b/i.test(module.textOf(alternate).slice(0, MAX_TEXT)) ? asked : null
  }
  const last = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent
  if (!last || !LEAVES.has(last.type)) return null
  const inner = bare(test)
  if (inner.type === "UnaryExpression" && inner.operator === "!") {
    const asked = bare(inner.argument)
    return asked.type === "Identifier" ? asked : null
  }
  if (inner.type !== "BinaryExpression" || !/^={2,3}$/.test(inner.operator) || inner.left.type !== "Identifier") return null
  const isNothing =
    (inner.right.type === "Literal" && inner.right.value === null) ||
    (inner.right.type === "Identifier" && inner.right.name === "undefined")
  return isNothing ? inner.left : null
}

/** The first use of the variable in a statement before the check that runs whenever the check does, and that fails without a value. */
function useBefore(module: SourceModule, check: If, name: Name): Node | null {
  const block = check.parent
  const statements: readonly Node[] = block?.type === "BlockStatement" || block?.type === "Program" ? block.body : []
  const binding = module.bindings.resolve(name)
  if (!binding || isNeverMissing(binding)) return null
  const at = statements.indexOf(check)
  for (let index = at - 1; index >= Math.max(0, at - MAX_STATEMENTS); index--) {
    const statement = statements[index] as Node
    // Where it gets its value the question begins.
    if (binding.assigned.some(({ start, end }) => statement.start <= start && end <= statement.end)) return null
    // `({ content } = await filter(content))`
    if (statement.type === "ExpressionStatement" && isTakenApart(statement.expression, name.name)) return null
    const use =
      statement.type === "ExpressionStatement" || statement.type === "VariableDeclaration"
        ? useIn(module, statement, name.name, binding)
        : null
    if (use) return use
    if (binding.declaration.start >= statement.start && binding.declaration.end <= statement.end) return null
  }
  return null
}

const GIVES_SOMETHING =
  /^(?:slice|trim|trimStart|trimEnd|toString|to(?:Locale)?(?:Lower|Upper)Case|replace|replaceAll|split|substring|substr|padStart|padEnd|join|concat|map|filter|flat|flatMap|sort|toSorted|toISOString|toFixed)$/

/** Whether a variable gets its only value from what always gives one, if an empty one: then that is what the check asks. */
function isNeverMissing({ declaration, assigned }: Binding): boolean {
  return (
    declaration.type === "VariableDeclarator" &&
    declaration.id.type === "Identifier" &&
    assigned.length === 0 &&
    isSomething(declaration.init)
  )
}

function isSomething(written: Node | null): boolean {
  const value = written && bare(written)
  switch (value?.type) {
    case "TemplateLiteral":
    case "ArrayExpression":
    case "ObjectExpression":
    case "NewExpression":
    case "BinaryExpression":
      return true
    case "LogicalExpression":
      return value.operator !== "&&" && isSomething(value.right)
    case "Literal":
      return value.value !== null
    case "CallExpression": {
      const callee = bare(value.callee)
      if (callee.type === "Identifier") return /^(?:String|Number|Boolean)$/.test(callee.name)
      return callee.type === "MemberExpression" && !callee.optional && GIVES_SOMETHING.test(propertyName(callee) ?? "")
    }
    default:
      return false
  }
}

function isTakenApart(expression: Node, name: string): boolean {
  const inner = bare(expression)
  if (inner.type !== "AssignmentExpression" || (inner.left.type !== "ObjectPattern" && inner.left.type !== "ArrayPattern")) return false
  return identifiersNamed(inner.left, name).length > 0
}

// Only what is evaluated in any case: not behind `&&`, `?`, `?.`, and not in a function that runs later.
function useIn(module: SourceModule, node: Node, name: string, binding: ReturnType<SourceModule["bindings"]["resolve"]>): Node | null {
  const visit = (each: Node | null | undefined) => (each ? useIn(module, each, name, binding) : null)
  const all = (nodes: readonly (Node | null)[]) => {
    for (const each of nodes) {
      const found = visit(each)
      if (found) return found
    }
    return null
  }
  if (isFunction(node)) return null
  switch (node.type) {
    case "ExpressionStatement":
      return visit(node.expression)
    case "VariableDeclaration":
      // `const { total } = order`
      return (
        node.declarations.find(
          ({ id, init }) =>
            id.type === "ObjectPattern" && init?.type === "Identifier" && init.name === name && module.bindings.resolve(init) === binding,
        )?.init ?? all(node.declarations.map(({ init }) => init))
      )
    case "MemberExpression": {
      const object = bare(node.object)
      if (object.type === "Identifier" && object.name === name && !node.optional)
        return node.object.type !== "TSNonNullExpression" && module.bindings.resolve(object) === binding ? node : null
      return node.optional ? visit(node.object) : (visit(node.object) ?? (node.computed ? visit(node.property) : null))
    }
    case "CallExpression":
    case "NewExpression":
      return visit(node.callee) ?? ("optional" in node && node.optional ? null : all(node.arguments))
    case "ChainExpression":
      // `a?.b(device.id)` asks for another one first.
      return null
    case "AwaitExpression":
    case "UnaryExpression":
    case "SpreadElement":
      return visit(node.argument)
    case "AssignmentExpression":
      return visit(node.right)
    case "BinaryExpression":
      return node.left.type === "PrivateIdentifier" ? visit(node.right) : (visit(node.left) ?? visit(node.right))
    case "LogicalExpression":
      return visit(node.left)
    case "ConditionalExpression":
      return visit(node.test)
    case "TemplateLiteral":
      return all(node.expressions)
    case "ArrayExpression":
      return all(node.elements)
    case "ObjectExpression":
      return all(node.properties.map((each) => (each.type === "Property" ? each.value : each)))
    case "TSAsExpression":
    case "ParenthesizedExpression":
      return visit(node.expression)
    default:
      return null
  }
}
