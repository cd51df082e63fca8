import { answerOf } from "../calls/client-answer.ts"
import { leakIn } from "../calls/error-leak.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { ancestors, descendants, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noErrorDetailsToClient = defineRule({
  kind: "source",
  id: "no-error-details-to-client",
  section: "security",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "The client gets the internals of a failure",
  why: "A stack or a driver's error names files, tables, hosts and statements: a map for whoever looks for a way in, and noise for everyone else. The log is the place for it; the client needs a text that was written for it.",
  fix: "Log the error with an id and answer with a fixed text and that id.",
  cwe: ["CWE-209"],
  needs: {
    path: "no test",
    words: [
      "res",
      "_res",
      "response",
      "_response",
      "reply",
      "_reply",
      "rep",
      "_rep",
      "c",
      "ctx body",
      "InternalServerErrorException",
      "HttpException",
    ],
  },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    for (const node of descendants(module.program)) {
      const answer = answerOf(module, node)
      if (!answer) continue
      for (const argument of answer.contents) {
        const leak = leakIn(project, module, argument, answer)
        if (!leak) continue
        const { error, what, part } = leak
        yield {
          at: node,
          severity: part === "message" ? "low" : "medium",
          title:
            part === "stack"
              ? `The stack of \`${error}\` is sent to the client`
              : part === "whole"
                ? `\`${error}\` is sent to the client as it is`
                : `The client reads \`${what}\` of an unexpected failure`,
          message:
            part === "stack"
              ? `Every failure shows the client file paths, library versions and the way through the code: \`${what}\` is part of the answer.`
              : part === "whole"
                ? `Whatever the failing library puts on its error (statement, table, host, request with headers) reaches the client: \`${error}\` is sent whole.`
                : `A database or network error names tables, hosts and statements in its message, and \`${what}\` passes it on with the 500.`,
          ...(part === "message" && isLogged(module, node, error)
            ? { edits: [{ start: leak.node.start, end: leak.node.end, text: '"Internal server error"' }] }
            : {}),
        }
        break
      }
    }
  },
})

// The text may only be taken from the client where somebody else still gets it.
function isLogged(module: SourceModule, call: Node, error: string): boolean {
  for (const above of ancestors(call)) {
    if (above.type !== "BlockStatement") continue
    for (const node of descendants(above, (each) => isFunction(each))) {
      if (
        node.type !== "CallExpression" ||
        node.start >= call.start ||
        !/log|console|winston|report|capture/i.test(module.textOf(node.callee).slice(0, 60))
      )
        continue
      for (const argument of node.arguments)
        for (const each of descendants(argument)) if (each.type === "Identifier" && each.name === error) return true
    }
    return false
  }
  return false
}
