import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const WRITES =
  /^(?:node:)?(?:fs|fs\/promises|fs-extra|fs\.promises|graceful-fs)\.(?:promises\.)?(write(?:File|JSON|Json)(?:Sync)?|append(?:File)(?:Sync)?|createWriteStream|outputFile(?:Sync)?|open(?:Sync)?)$/
// What everybody can foretell.
const FORETOLD = /^(?:Date\.now\(\)|process\.pid|new Date\(\)(?:\.\w+\(\))?|\+new Date\(\))$/
// What is counted up, or known to whoever has to do with it.
const COUNTED =
  /(?:^|\.)(?:(?:user|employee|customer|account|order|invoice|tenant|org(?:anization)?|patient|client|product|company|member|student|report)_?[iI]d|\w{0,30}(?:[nN]umber|[pP]eriod|[yY]ear|[mM]onth))$/

export const noPredictableTemporaryFile = defineRule({
  kind: "source",
  id: "no-predictable-temporary-file",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A temporary file has a name that others know",
  why: "The temporary folder belongs to everybody on the machine: who puts a link under the name first has the service write to a file of their choice, or reads what it wrote. Two requests at once write over each other.",
  fix: 'Make a folder of its own with `fs.mkdtemp(path.join(os.tmpdir(), "name-"))` and write into that.',
  cwe: ["CWE-377", "CWE-379"],
  needs: { path: "server", words: ["tmpdir", "tmp"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/tmpdir|["'`]\/(?:var\/)?tmp\//.test(module.text)) return
    // Functions in the cloud have the folder to themselves.
    if (/aws-lambda|APIGatewayProxy|exports\.handler|LAMBDA_|functions-framework|firebase-functions/.test(module.namesOf(module.program)))
      return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const origin = originOf(project, module, node.callee) ?? ""
      if (!WRITES.test(origin)) continue
      const [path, second, third] = node.arguments
      if (/open(?:Sync)?$/.test(origin) && !/^[aw]\+?$/.test(stringOf(second) ?? "")) continue
      if (!path || !isForetold(project, module, path)) continue
      // `wx` refuses what is there already, links included.
      if (node.arguments.some((each) => each !== path && /\bflags?:\s*["']wx|^["']wx/.test(module.textOf(each).slice(0, 200)))) continue
      const call = module.textOf(node.callee).slice(0, 40)
      const inRequest = enclosingFunction(node) !== null
      yield {
        at: node,
        ...(third || inRequest ? {} : { severity: "low" as const }),
        message: `Whoever else is on the machine puts a link there first and so chooses what \`${call}\` overwrites, and two calls at once write into the same file: \`${module.textOf(path).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` is a name that others can tell.`,
      }
    }
  },
})

/** Whether a path lies in the shared temporary folder under a name made of nothing but what is written here, the time and numbers of records. */
function isForetold(project: Project, module: SourceModule, node: Node, depth = 0): boolean {
  const value = behind(module, node)
  const text = stringOf(value)
  if (text !== null) return /^\/(?:var\/)?tmp\/[^/]+$/.test(text)
  if (
    value.type === "CallExpression" &&
    value.callee.type === "MemberExpression" &&
    /^(?:join|resolve)$/.test(propertyName(value.callee) ?? "")
  )
    return (
      isShared(project, module, value.arguments[0]) &&
      value.arguments.length > 1 &&
      value.arguments.slice(1).every((each) => isKnown(module, each))
    )
  if (value.type === "TemplateLiteral") {
    const [first, ...others] = value.expressions
    const start = value.quasis[0]?.value.raw ?? ""
    if (/^\/(?:var\/)?tmp\/[^/]*$/.test(start)) return value.expressions.every((each) => isKnown(module, each))
    if (start !== "" || value.quasis.length < 2 || !others.every((each) => isKnown(module, each))) return false
    return isShared(project, module, first) || (first !== undefined && depth < 3 && isForetold(project, module, first, depth + 1))
  }
  if (value.type === "BinaryExpression" && value.operator === "+") {
    const parts = sumOf(value)
    const first = parts[0]
    return (
      (isShared(project, module, first) || /^\/(?:var\/)?tmp\/[^/]*$/.test(stringOf(first) ?? "")) &&
      parts.slice(1).every((each) => isKnown(module, each))
    )
  }
  return false
}

function isShared(project: Project, module: SourceModule, node: Node | undefined): boolean {
  if (!node) return false
  const value = behind(module, node)
  if (/^\/(?:var\/)?tmp\/?$/.test(stringOf(value) ?? "")) return true
  return value.type === "CallExpression" && originOf(project, module, value.callee) === "os.tmpdir"
}

function isKnown(module: SourceModule, node: Node): boolean {
  const value = behind(module, node)
  const text = module.textOf(value).slice(0, 200)
  if (stringOf(value) !== null || FORETOLD.test(text) || (value.type === "MemberExpression" && COUNTED.test(text))) return true
  if (value.type === "TemplateLiteral") return value.expressions.every((each) => isKnown(module, each))
  return value.type === "BinaryExpression" && value.operator === "+" && sumOf(value).every((each) => isKnown(module, each))
}

function sumOf(node: Node, depth = 0): Node[] {
  const inner = bare(node)
  return inner.type === "BinaryExpression" && inner.operator === "+" && depth < 20
    ? [...sumOf(inner.left, depth + 1), ...sumOf(inner.right, depth + 1)]
    : [inner]
}

// A name of the same file that is set once.
function behind(module: SourceModule, node: Node): Node {
  const inner = bare(node)
  if (inner.type !== "Identifier") return inner
  const binding = module.bindings.resolve(inner)
  const isSetOnce = binding?.kind === "variable" && binding.assigned.length === 0 && binding.pattern.length === 0
  return isSetOnce && binding.declaration.type === "VariableDeclarator" && binding.declaration.init ? bare(binding.declaration.init) : inner
}
