import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { optionOf, objectOf } from "../settings/read-options.ts"
import { enclosingFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const noUnlimitedUnpacking = defineRule({
  kind: "flow",
  sink: "unpack",
  id: "no-unlimited-unpacking",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "What a client has packed is unpacked to any size",
  why: "Zeros are packed a thousand times smaller: a body of 64 KB becomes 64 MB, a message of a megabyte a gigabyte. A limit on what is received does not help, and `zlib` unpacks into memory until there is no more.",
  fix: "Give `zlib` a `maxOutputLength`, or unpack as a stream and stop at a limit.",
  cwe: ["CWE-409", "CWE-400"],
  *check({ project, module, flow }) {
    if (!("arguments" in flow.node)) return
    const given = flow.node.arguments.slice(1)
    // What cannot be read may hold the limit.
    const isLimited = given.some((each) => {
      const options = objectOf(project, module, each)
      return options !== null
        ? optionOf(project, module, options, "maxOutputLength") !== undefined
        : /options|limits?/i.test(module.textOf(each))
    })
    if (isLimited) return
    // What a package unpacks may be its caller's own; one that is told a limit knows that it is not.
    if (flow.exported !== null && !knowsLimit(flow.node)) return
    const call = calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${call}\` unpacks \`${flow.source}\` to any size`,
      message: `A client of ${entryOf(flow)} takes the process down with a few kilobytes: what \`${flow.source}\` holds may unpack to gigabytes, and \`${call}\` keeps all of it in memory.`,
      fix: `Pass \`{ maxOutputLength: … }\` to \`${call}\` with the largest honest size.`,
    }
  },
})

const IS_LIMIT = /^(?:limit|max_?(?:size|length|bytes|output|body)\w*|(?:size|body|length)_?limit)$/i

// `async function decode(body, encoding, limit)`, `({ body, maxBytes })`
function knowsLimit(node: Node): boolean {
  const around = enclosingFunction(node)
  return around !== null && around.params.some((each) => namesIn(each).some((name) => IS_LIMIT.test(name)))
}

function namesIn(parameter: Node): string[] {
  if (parameter.type === "Identifier") return [parameter.name]
  if (parameter.type === "AssignmentPattern") return namesIn(parameter.left)
  return parameter.type === "ObjectPattern" ? parameter.properties.map((each) => propertyName(each) ?? "") : []
}
