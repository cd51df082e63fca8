import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, enclosingClass, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { environmentReads } from "../source/environment.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { switchedOff } from "../source/switched-off.ts"

// https://zod.dev/api#coercion: `Boolean(value)`, of which `z.stringbool()` is the one that reads words.
const COERCED = /^zod(?:\/\w+)?(?:\.z)?\.coerce\.boolean$/
const VARIABLE = /^[A-Z][A-Z0-9_]+$/
// A variable that says yes or no. `SENTRY_DSN` or `CI` says something by being there at all.
const SWITCH =
  /^(?:USE|ENABLE|DISABLE|ALLOW|SKIP|IS)_|(?:^|_)(?:ENABLED?|DISABLED?|SANDBOX|DRY_?RUN|VERBOSE|MAINTENANCE(?:_MODE)?|TEST_?MODE|SECURE|STRICT|REQUIRED|ALLOWED)$/

export const noTextAsBoolean = defineRule({
  kind: "source",
  id: "no-text-as-boolean",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The text `false` counts as true",
  why: "Environment variables and query strings are text, and each text but the empty one is true. A switch that is read this way can be turned on, and stays on when somebody writes `false`.",
  fix: "Compare the text with `true`, or let a schema read the words.",
  cwe: ["CWE-704"],
  needs: { path: "server", words: ["boolean", "Boolean", "env"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* coerced(project, module)
    yield* transformed(project, module)
    yield* tested(project, module)
  },
})

/** `z.coerce.boolean()` in a schema of the environment or of a query string. */
function* coerced(project: Project, module: SourceModule): Generator<Draft> {
  if (!/\bcoerce\b/.test(module.text)) return
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (propertyName(bare(call.callee)) !== "boolean" || !COERCED.test(originOf(project, module, call.callee) ?? "")) continue
    const key = keyAround(call)
    if (key === null) continue
    const isVariable = VARIABLE.test(key)
    if (!isVariable && !isOfQuery(module, call)) continue
    const off = isVariable ? switchedOff(project).get(key) : undefined
    const written = isVariable ? `${key}=${off?.value ?? "false"}` : `?${key}=false`
    yield {
      at: call,
      title: `\`${written}\` counts as true`,
      message: `\`${written}\`${off ? ` (${off.path}:${off.line})` : ""} switches it on: \`z.coerce.boolean()\` is \`Boolean(text)\`, which is true for every text but the empty one.`,
      fix: `\`z.stringbool()\` (from Zod 4 on), or \`z.enum(["true", "false"]).transform((text) => text === "true")\`.`,
      ...(off ? { trace: [{ path: off.path, line: off.line, what: "switches it off, as it looks" }] } : {}),
    }
  }
}

/** The name of the property a value of a schema is for: the nearest one around it. */
function keyAround(node: Node): string | null {
  for (const above of ancestors(node)) {
    if (above.type === "Property") return propertyName(above)
    if (isFunction(above) || above.type === "VariableDeclarator") return null
  }
  return null
}

/** Whether the schema around a node is said to be one of a query string, by its name or by what is parsed with it. */
function isOfQuery(module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node)) {
    if (isFunction(above)) return false
    if (above.type === "Property" && /^(?:query|querystring|searchParams)$/.test(propertyName(above) ?? "")) return true
    if (above.type !== "VariableDeclarator" || above.id.type !== "Identifier") continue
    const { name } = above.id
    if (/query|searchParams/i.test(name)) return true
    const word = escapePattern(name)
    return new RegExp(
      `\\b${word}\\.(?:parse|safeParse|parseAsync|safeParseAsync)\\(\\s*(?:\\w+\\.){0,3}query\\b|(?:\\bquery|querystring)["']?\\s*[:,]\\s*${word}\\b`,
    ).test(module.code)
  }
  return false
}

/** class-transformer's `@Type(() => Boolean)` on a property of what `@Query()` is given. */
function* transformed(project: Project, module: SourceModule): Generator<Draft> {
  if (!/@Type\(/.test(module.text)) return
  for (const decorator of nodesOf(module.program, "Decorator")) {
    const call = decorator.expression
    const type = call.type === "CallExpression" ? call.arguments[0] : undefined
    if (call.type !== "CallExpression" || originOf(project, module, call.callee) !== "class-transformer.Type") continue
    if (!type || !isFunction(type) || !type.body || module.textOf(type.body) !== "Boolean") continue
    const owner = enclosingClass(decorator)
    const member = decorator.parent
    const name = owner?.id?.name
    const key = member?.type === "PropertyDefinition" ? propertyName(member) : null
    // `@Transform` beside it has read the words before.
    if (!member || key === null || name === undefined || /@Transform\(/.test(module.textOf(member)) || !isQueryClass(project, name))
      continue
    yield {
      at: decorator,
      title: `\`?${key}=false\` counts as true`,
      message: `\`?${key}=false\` switches it on: \`@Type(() => Boolean)\` is \`Boolean(text)\`, which is true for every text but the empty one.`,
      fix: '`@Transform(({ value }) => value === true || value === "true")` in its place.',
    }
  }
}

function isQueryClass(project: Project, name: string): boolean {
  const asked = new RegExp(
    `@Query\\(\\s*(?:new \\w+\\([^()]{0,200}\\)\\s*)?\\)\\s*(?:readonly\\s+)?\\w+\\s*\\??:\\s*${escapePattern(name)}\\b`,
  )
  return project.sourcePaths.some((path) => project.codeMentions(path, asked))
}

/** `if (process.env.SANDBOX)` where a deployment says `SANDBOX=false`. */
function* tested(project: Project, module: SourceModule): Generator<Draft> {
  if (!/\benv\b/.test(module.text)) return
  for (const { name, node } of environmentReads(module)) {
    if (node.type !== "MemberExpression" || !isCondition(node)) continue
    const off = switchedOff(project).get(name)
    if (!off) {
      if (SWITCH.test(name) && isSettingOf(node, name)) yield converted(name, node)
      continue
    }
    yield {
      at: node,
      title: `\`${name}=${off.value}\` counts as true`,
      message: `${off.path}:${off.line} says \`${name}=${off.value}\`, and this takes it for a yes: every text but the empty one is true.`,
      fix: `\`process.env.${name} === "true"\`.`,
      trace: [{ path: off.path, line: off.line, what: "switches it off, as it looks" }],
      key: `text ${name}`,
    }
  }
}

/** `sandbox: Boolean(process.env.SMS_SANDBOX)`: the setting that is kept is the variable itself, not whether there is one. */
function isSettingOf(node: Node, name: string): boolean {
  const call = node.parent
  if (call?.type !== "CallExpression" || call.callee.type !== "Identifier" || call.callee.name !== "Boolean") return false
  const owner = call.parent
  const setting =
    owner?.type === "Property" && owner.value === call
      ? propertyName(owner)
      : owner?.type === "VariableDeclarator" && owner.id.type === "Identifier"
        ? owner.id.name
        : null
  const plain = (setting ?? "").replaceAll("_", "").toUpperCase()
  return plain !== "" && name.replaceAll("_", "").endsWith(plain)
}

function converted(name: string, node: Node): Draft {
  return {
    at: node,
    title: `\`${name}=false\` counts as true`,
    message: `\`${name}=false\` switches it on: \`Boolean(text)\` is true for every text but the empty one.`,
    fix: `\`process.env.${name} === "true"\`.`,
    key: `text ${name}`,
  }
}

/** Whether all that matters of a value is whether it is true. */
function isCondition(node: Node): boolean {
  let at = node
  for (;;) {
    const { parent } = at
    switch (parent?.type) {
      case "UnaryExpression":
        return parent.operator === "!"
      case "CallExpression":
        return parent.callee.type === "Identifier" && parent.callee.name === "Boolean" && parent.arguments[0] === at
      case "IfStatement":
      case "ConditionalExpression":
        return parent.test === at
      case "LogicalExpression":
        if (parent.operator === "&&" && parent.left === at) return true
        if (parent.operator === "??") return false
        at = parent
        break
      default:
        return false
    }
  }
}
