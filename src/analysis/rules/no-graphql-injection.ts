import { calleeOf, entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { bare } from "../source/ast.ts"

export const noGraphqlInjection = defineRule({
  kind: "flow",
  sink: "graphql",
  id: "no-graphql-injection",
  section: "security",
  practice: "api-design",
  severity: "high",
  confidence: "high",
  title: "Request data becomes part of a GraphQL document",
  why: "The document is sent with the service's own rights; whoever writes part of it asks for other fields or runs another mutation. Variables exist for values.",
  fix: "Declare a variable in the document and pass the value in `variables`.",
  cwe: ["CWE-943"],
  *check({ flow }) {
    // A proxy passes on whole documents and is meant to.
    const argument = bare(flow.argument)
    if (argument.type === "MemberExpression") return
    yield {
      at: flow.node,
      title: `\`${flow.source}\` becomes part of the GraphQL document \`${calleeOf(flow)}\` sends`,
      message: `A client of ${entryOf(flow)} closes the text with a quote in \`${flow.source}\` and adds fields or mutations of its own, which run with the rights of this service.`,
      fix: "Write `query ($id: ID!) { … (id: $id) }` and pass `{ id }` as the variables.",
    }
  },
})
