import { clientValueOf, placeName } from "../calls/client-value.ts"
import type { ClientValue } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { entryOf } from "../flow/describe-flow.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Member = Node & { type: "MemberExpression" }

// Somebody has looked at the name: it is a property of the object itself, or one of a list.
const CHECKED =
  /\bhasOwn(?:Property)?\b|\.includes\(|\.indexOf\(|\.has\(|\.test\(|\bswitch\s*\(|\bObject\.keys\b|\bsafeParse\b|[sS]chema\.parse\(|\bvalidat/

export const noMethodChosenByClient = defineRule({
  kind: "source",
  id: "no-method-chosen-by-client",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "The client chooses which method runs",
  why: "A name that is no entry of the table gives `undefined`, and calling that throws; `constructor`, `toString` and the other names every object inherits give functions nobody meant to offer.",
  fix: "Keep the functions in a `Map`, or ask `Object.hasOwn(table, name)` first.",
  cwe: ["CWE-754", "CWE-470"],
  needs: { path: "server" },
  flows: {
    sinks: ["method", "lookup"],
    *check({ module, flow }) {
      const { node, kind, source } = flow
      if (!isServerPath(module.path) || node.type !== "MemberExpression" || isBare(module, node.object)) return
      const name = source.replaceAll("`", "'").slice(0, 40)
      const code = oneLine(module.textOf(node))
      yield kind === "method"
        ? {
            at: node,
            title: `\`${name}\` chooses which method of \`${table(module, node)}\` runs`,
            message: `${capital(entryOf(flow))} calls whatever \`${table(module, node)}\` has, also what nobody meant to offer: \`${code}\` runs the method that \`${name}\` names.`,
            fix: "Keep what may be called in a `Map` or a list, and refuse every other name.",
          }
        : {
            at: node,
            title: `\`${name}\` chooses which method runs`,
            message: `\`constructor\`, \`valueOf\` and the other names that every object inherits run what nobody meant to offer: \`${code}\` is called, and \`${name}\` comes from ${entryOf(flow)}.`,
            fix: `Check the name first: \`Object.hasOwn(${table(module, node)}, name)\`, or keep the functions in a \`Map\`.`,
          }
    },
  },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "MemberExpression")) {
      if (!node.computed || bare(node.property).type === "Literal") continue
      const call = callOf(module, node)
      if (call === null) continue
      const value = clientValueOf(module, node.property)
      const around = enclosingFunction(node)
      if (!value || !around || CHECKED.test(module.namesOf(around).slice(0, 20_000)) || isBare(module, node.object)) continue
      yield {
        at: node,
        title: `\`${value.name.slice(0, 40)}\` of the request chooses which method runs`,
        message: messageOf(module, node, value),
        fix: `Check the name first: \`if (!Object.hasOwn(${table(module, node)}, name)) return res.sendStatus(404)\`, or keep the functions in a \`Map\`.`,
      }
    }
  },
})

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function messageOf(module: SourceModule, node: Member, { place, name }: ClientValue): string {
  return `Any other name makes the handler throw, and \`constructor\` or \`toString\` run what nobody meant to offer: \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` is called, and \`${name.slice(0, 40)}\` comes from ${placeName(place)}.`
}

function table(module: SourceModule, node: Member): string {
  return module.textOf(node.object).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
}

/** The call of what a computed member gives: directly, or through one name of the same function. */
function callOf(module: SourceModule, node: Member): Node | null {
  const { parent } = node
  if (parent?.type === "CallExpression") return parent.callee === node ? parent : null
  const applied = appliedBy(node)
  if (applied) return applied
  if (parent?.type !== "VariableDeclarator" || parent.init !== node || parent.id.type !== "Identifier") return null
  const around = enclosingFunction(node)
  const binding = module.bindings.resolve(parent.id)
  for (const each of around?.body ? descendants(around.body) : [])
    if (each.type === "Identifier" && each.name === parent.id.name && module.bindings.resolve(each) === binding) {
      const call = each.parent?.type === "CallExpression" && each.parent.callee === each ? each.parent : appliedBy(each)
      if (call) return call
    }
  return null
}

/** The call of `method.call(…)` and `method.apply(…)`. */
function appliedBy(method: Node): Node | null {
  const { parent } = method
  if (parent?.type !== "MemberExpression" || parent.object !== method || !/^(?:call|apply)$/.test(propertyName(parent) ?? "")) return null
  return parent.parent?.type === "CallExpression" && parent.parent.callee === parent ? parent.parent : null
}

// `Object.create(null)` inherits nothing, and with a check that something is there it is as good as a `Map`.
function isBare(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return init !== null && init !== undefined && /Object\.create\(\s*null|__proto__:\s*null/.test(module.textOf(init).slice(0, 2_000))
}
