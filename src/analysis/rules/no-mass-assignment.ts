import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown, isPlausible } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { columnsLeftIn, isRest } from "../calls/left-columns.ts"
import { ancestors, bare, descendants, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Properties through which a call takes the fields to write.
const CARRIERS = new Set(["data", "create", "update", "$set", "$setOnInsert"])

export const noMassAssignment = defineRule({
  kind: "flow",
  sink: "mass-assignment",
  id: "no-mass-assignment",
  section: "security",
  practice: "database",
  severity: "high",
  confidence: "medium",
  title: "The client chooses which columns are written",
  why: "Every field the client adds is stored, `role`, `isAdmin`, `ownerId` and `balance` included, today's and those a later migration adds. Naming the fields, or a schema that drops the others, keeps that decision in the service.",
  fix: "Write the fields that the client may set by name, or validate the body with a schema that drops all others.",
  cwe: ["CWE-915"],
  *check({ project, module, flow }) {
    if (!isPlausible(project, flow)) return
    if (flow.node.type === "MemberExpression") {
      if (dropsUnknown(project, flow) || asksForNames(flow)) return
      const target = module.textOf(flow.node).slice(0, 60).replaceAll("`", "'")
      yield {
        at: flow.node,
        title: `\`${target}\` takes over every field the client sends`,
        message: `A client of ${entryOf(flow)} sets any field of the record by adding it to what is sent, also those it must not choose, such as a role or an owner: the names come from the request like the values. ${howKnown(flow)}`,
      }
      return
    }
    if (!("arguments" in flow.node)) return
    // A field of one's own such as `metadata: req.body.metadata` is a value, not a choice of columns.
    if (!isWhole(module, flow.argument, 0) || dropsUnknown(project, flow) || staysInside(flow)) return
    const call = calleeOf(flow)
    if (isRestOfIt(module, flow.argument)) {
      const left = columnsLeftIn(project, module, flow.node, flow.argument).slice(0, 3)
      if (left.length === 0) return
      const names = left.map((each) => `\`${each}\``).join(", ")
      yield {
        at: flow.node,
        confidence: "high",
        title: `\`${call}\` writes ${names} as the client sends ${left.length > 1 ? "them" : "it"}`,
        message: `A client of ${entryOf(flow)} sets ${names} by adding ${left.length > 1 ? "one of them" : "it"} to \`${flow.source}\`: the fields that are taken out of it are others, and what is left is written. ${howKnown(flow)}`,
        fix: "Name the fields that clients may set; a list of those they must not is out of date with the next column.",
      }
      return
    }
    yield {
      at: flow.node,
      title: `\`${flow.source}\` decides which fields \`${call}\` writes`,
      message: `A client of ${entryOf(flow)} sets any field of the record by adding it to \`${flow.source}\`, also those it must not choose, such as a role or an owner: nothing between the request and ${flow.technology} picks the fields. ${howKnown(flow)}`,
    }
  },
})

/** Whether the argument takes over the object as it came: itself, spread, or as `data`. */
function isWhole(module: SourceModule, argument: Node, depth: number): boolean {
  const node = bare(argument)
  if (depth > 5) return false
  switch (node.type) {
    case "ObjectExpression":
      return node.properties.some((each) => {
        if (each.type === "SpreadElement") return isWhole(module, each.argument, depth + 1)
        const name = propertyName(each)
        return name !== null && CARRIERS.has(name) && isWhole(module, each.value, depth + 1)
      })
    case "Identifier": {
      const binding = module.bindings.resolve(node)
      if (!binding) return false
      // `const { role, ...fields } = req.body` has been thought about; whether far enough, the columns tell.
      if (binding.pattern.includes(null)) return isRest(binding)
      if (
        binding.kind === "variable" &&
        binding.declaration.type === "VariableDeclarator" &&
        binding.declaration.init &&
        binding.pattern.length === 0
      ) {
        return isWhole(module, binding.declaration.init, depth + 1)
      }
      return binding.kind === "parameter" || binding.kind === "variable"
    }
    case "MemberExpression":
      return propertyName(node) !== null
    case "LogicalExpression":
      return isWhole(module, node.left, depth + 1) || isWhole(module, node.right, depth + 1)
    case "CallExpression":
      // `await c.req.json()` is the body; other calls may have picked from it.
      return /\.(?:json|parseBody|toJSON)$|^(?:Object\.assign|structuredClone|JSON\.parse)$/.test(module.textOf(node.callee))
    default:
      return false
  }
}

function isRestOfIt(module: SourceModule, argument: Node): boolean {
  for (const node of descendants(argument)) {
    const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
    if (binding && isRest(binding)) return true
  }
  return false
}

// A pipe or plugin that strips unknown fields works for every route.
function dropsUnknown(project: Project, flow: Flow): boolean {
  if (!flow.source.startsWith("@")) return false
  return project.once("pipes drop unknown fields", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /whitelist:\s*true|ZodValidationPipe|stripUnknown:\s*true/)),
  )
}

// `if (!names.every((name) => allowed.includes(name))) return …` before the loop, or a look at each name in it.
function asksForNames(flow: Flow): boolean {
  for (const above of ancestors(flow.node))
    if (isFunction(above) && /\.(?:every|some|includes|indexOf|has|pick|omit|test)\(/.test(flow.module.namesOf(above).slice(0, 10_000)))
      return true
  return false
}

// Middleware that looks at `req.body` key by key ends with a check such as `allowed.includes(key)`.
function staysInside(flow: Flow): boolean {
  for (const above of ancestors(flow.node)) {
    if (!isFunction(above)) continue
    return /Object\.keys\([^)]{0,80}\)[\s\S]{0,80}\.(?:every|some|filter|forEach)\(|\b(?:pick|omit|only|allowList|whitelist)\(/.test(
      flow.module.namesOf(above),
    )
  }
  return false
}
