import semver from "semver"
import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import { installedVersion } from "../source/installed-version.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noUnsafeDeserialization = defineRule({
  kind: "source",
  id: "no-unsafe-deserialization",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data is revived by a reader that trusts it",
  why: "Such a reader makes more than plain data: functions that run when they are touched, or objects of the engine itself from bytes it does not check. JSON makes plain data only.",
  fix: "Read it with `JSON.parse` and validate the result.",
  cwe: ["CWE-502"],
  needs: { path: "no test", text: [/js-yaml-js-types/] },
  flows: {
    sinks: ["deserialize"],
    *check({ project, flow }) {
      const call = calleeOf(flow)
      const isYaml = flow.technology === "an evaluator"
      const isExtended = isYaml && takesFunctionTypes(project, flow)
      if (isYaml && !isExtended && !revivesFunctions(project, flow)) return
      yield {
        at: flow.node,
        ...(isYaml ? {} : { severity: "medium" as const, confidence: "medium" as const }),
        title: `\`${flow.source}\` is revived by \`${call}\``,
        message: isYaml
          ? `A client of ${entryOf(flow)} runs code inside the service: \`${call}\` ${isExtended ? "with the types of js-yaml-js-types" : "of js-yaml before version 4"} makes functions of \`!!js/function\` in \`${flow.source}\`.`
          : `A client of ${entryOf(flow)} can crash the process or worse: \`${call}\` trusts the bytes of \`${flow.source}\`, and Node's documentation says that they must not come from outside.`,
        fix: isExtended
          ? "Leave the types of js-yaml-js-types out of the schema: `yaml.CORE_SCHEMA` makes plain data only."
          : isYaml
            ? "Call `safeLoad`, or update to js-yaml 4, where `load` makes plain data only."
            : "Read it with `JSON.parse` and validate the result.",
      }
    },
  },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const [text] = call.arguments
      if (!text || !/^js-yaml\.load(?:All)?$/.test(originOf(project, module, call.callee) ?? "")) continue
      if (!takesFunctionTypes(project, { module, node: call }) || !isHandedIn(module, text, 0)) continue
      const code = module.textOf(call.callee)
      yield {
        at: call,
        confidence: "medium",
        title: `\`${code}\` makes functions of what the text says`,
        message: `Whoever writes the text runs code where it is read: with the types of js-yaml-js-types \`${code}\` makes functions of \`!!js/function\`, and the text comes from whoever calls this.`,
        fix: "Take only the types that are needed, `schema.extend([regexp])`, or none: `yaml.CORE_SCHEMA` makes plain data only.",
      }
    }
  },
})

const MAX_STEPS = 6

/** Whether a text, or the name of the file it is read from, comes in with a parameter. */
function isHandedIn(module: SourceModule, node: Node, depth: number): boolean {
  const inner = bare(node)
  if (depth > MAX_STEPS) return false
  const from = (part: Node) => isHandedIn(module, part, depth + 1)
  switch (inner.type) {
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      if (binding?.kind === "parameter") return true
      const { declaration } = binding ?? {}
      return declaration?.type === "VariableDeclarator" && declaration.init ? from(declaration.init) : false
    }
    case "AwaitExpression":
      return from(inner.argument)
    case "MemberExpression":
      return from(inner.object)
    case "TemplateLiteral":
      return inner.expressions.slice(0, MAX_STEPS).some(from)
    case "CallExpression":
      return (inner.callee.type === "MemberExpression" && from(inner.callee.object)) || inner.arguments.slice(0, MAX_STEPS).some(from)
    default:
      return false
  }
}

function revivesFunctions(project: Project, flow: Flow): boolean {
  const version = installedVersion(project, flow.module.path, "js-yaml")
  if (version === null || semver.gte(version, "4.0.0")) return false
  const options = "arguments" in flow.node ? (flow.node.arguments as readonly Node[])[1] : undefined
  return options === undefined || !/SAFE|FAILSAFE|JSON_SCHEMA|CORE/.test(flow.module.textOf(options))
}

// `yaml.DEFAULT_SCHEMA.extend(require("js-yaml-js-types").all)`, as js-yaml 4 has the types that were its own before.
function takesFunctionTypes(project: Project, { module, node }: Pick<Flow, "module" | "node">): boolean {
  const options = "arguments" in node ? (node.arguments as readonly Node[])[1] : undefined
  const schema = options ? propertyOf(options, "schema") : null
  const found = schema ? definitionOf(project, module, schema) : null
  const made = found && bare(found.node)
  if (found === null || made?.type !== "CallExpression") return false
  return made.arguments.some((each) =>
    (each.type === "ArrayExpression" ? each.elements : [each]).some(
      (type) => type !== null && /^js-yaml-js-types(?:\.(?:all|function|default)\b.*)?$/.test(originOf(project, found.module, type) ?? ""),
    ),
  )
}
