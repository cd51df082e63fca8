import semver from "semver"
import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { installedVersion } from "../source/installed-version.ts"
import type { Project } from "../source/project.ts"

export const noCodeInjection = defineRule({
  kind: "flow",
  sink: "code",
  id: "no-code-injection",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "Request data is run as code",
  why: "Whoever sends the request has everything the process has: its environment, its database, its network. `vm` is no fence; Node's documentation says so.",
  fix: "Parse the value (`Number`, `JSON.parse`, a lookup table) instead of running it.",
  cwe: ["CWE-94", "CWE-95"],
  *check({ project, flow }) {
    const call = calleeOf(flow)
    if (call.endsWith("JSONPath") && !evaluates(project, flow)) return
    if (flow.technology === "Elasticsearch") {
      yield {
        at: flow.node,
        severity: "high",
        title: `\`${flow.source}\` becomes part of a script that \`${call}\` has Elasticsearch run`,
        message: `A client of ${entryOf(flow)} writes part of the script through \`${flow.source}\`: it reads fields it may not see, or keeps the cluster busy. ${howKnown(flow)}`,
        fix: "Keep the text of the script fixed and pass the value in `params`; look names of fields up in a fixed list.",
      }
      return
    }
    const revives = /serialize$/i.test(call)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` is run as code by \`${call}\``,
      message: `A client of ${entryOf(flow)} runs JavaScript inside the service by sending it as \`${flow.source}\`${revives ? ": this deserialiser revives functions and calls them" : ""}. ${howKnown(flow)}`,
      fix: revives
        ? "Use `JSON.parse` and validate the result."
        : call.endsWith("eval")
          ? "Parse it as what it is meant to be: `Number(…)` for numbers, `JSON.parse(…)` for data, an expression parser for formulas."
          : "Look the wanted behaviour up in a table of functions; keep request data out of the code text.",
      confidence: flow.certain && flow.exported === null ? "high" : "medium",
      // Whether a caller passes on what strangers send is not to be seen here.
      ...(flow.exported === null ? {} : { severity: "high" as const }),
    }
  },
})

// Since version 10 expressions in a path are computed without `eval`; before 10.3 there were ways around that.
function evaluates(project: Project, { module, node }: Flow): boolean {
  const [options] = "arguments" in node ? (node.arguments as readonly Node[]) : []
  const chosen = propertyOf(options, "eval")
  if (chosen !== null) return module.textOf(chosen) === "true" || stringOf(chosen) === "native"
  const version = installedVersion(project, module.path, "jsonpath-plus")
  return version === null || semver.lt(version, "10.3.0")
}
