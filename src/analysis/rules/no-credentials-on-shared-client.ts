import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// `axios.defaults.headers.common.Authorization`, `client.defaults.headers["cookie"]`, `client.setHeader(…)` of graphql-request
const CREDENTIALS = /authorization|cookie|token|api[-_]?key|session|x-user|tenant/i

export const noCredentialsOnSharedClient = defineRule({
  kind: "source",
  id: "no-credentials-on-shared-client",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The credentials of one request are set for all",
  why: "A client that is made once serves every request. Between the moment one of them puts its token into the client's headers and the answer, another one may have put in its own: one user's call goes out in the name of the other.",
  fix: "Hand the header to the one call, or make a client for each request.",
  cwe: ["CWE-362", "CWE-488"],
  needs: { path: "server", text: [/\.defaults\b/, /headers/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      const client = node.left.type === "MemberExpression" ? sharedClient(module, node.left) : null
      if (client === null || !CREDENTIALS.test(module.textOf(node.left).slice(-200))) continue
      const sent = ofOneRequest(module, node)
      const reach = sent === null ? null : reachOf(project, node)
      if (sent === null || reach === null || reach.isOnce) continue
      yield {
        at: node,
        title: `\`${client}\` carries the credentials of whoever came last`,
        message: `\`${client}\` is one object for all requests: while \`${reach.route}\` waits for an answer, another request puts its own \`${sent}\` in, and what follows goes out in that one's name.`,
      }
    }
  },
})

/** The client whose default headers a member is below, where it is made outside of all functions; `null` for everything else. */
function sharedClient(module: SourceModule, target: Node): string | null {
  const names: string[] = []
  let node = bare(target)
  while (node.type === "MemberExpression") {
    names.unshift(propertyName(node) ?? "")
    node = bare(node.object)
  }
  const at = names.indexOf("defaults")
  if (node.type !== "Identifier" || at === -1 || names[at + 1] !== "headers") return null
  const declaration = module.bindings.resolve(node)?.declaration
  if (!declaration || [...ancestors(declaration)].some((each) => isFunction(each)) || isFunction(declaration)) return null
  return [node.name, ...names.slice(0, at)].join(".").replaceAll("`", "'").slice(0, 60)
}

/** A parameter of the function around that the value depends on, `null` when there is none. */
function ofOneRequest(module: SourceModule, { right }: Node & { type: "AssignmentExpression" }): string | null {
  for (const each of descendants(right)) {
    if (each.type !== "Identifier") continue
    const binding = module.bindings.resolve(each)
    if (binding?.kind === "parameter") {
      const { parent } = each
      const text = parent?.type === "MemberExpression" && parent.object === each ? module.textOf(parent) : each.name
      return text.replace(/\s+/g, "").replaceAll("`", "'").slice(0, 60)
    }
  }
  return null
}
