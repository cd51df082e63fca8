import { defineRule } from "../rule.ts"
import { answerOf } from "../calls/answer-call.ts"
import type { Answer } from "../calls/answer-call.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { secondCall } from "../calls/second-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

export const noDoubleResponse = defineRule({
  kind: "source",
  id: "no-double-response",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "The handler answers twice",
  why: "Sending an answer does not end the function. What follows runs as if nothing had been said, and the second answer throws `ERR_HTTP_HEADERS_SENT`, in an async handler as an unhandled rejection that can end the process.",
  fix: "`return` after the answer.",
  cwe: ["CWE-705"],
  needs: { path: "server", words: ["res", "_res", "resp", "_resp", "response", "_response", "reply", "_reply"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    // There a handler that has answered calls `next()`, so that what counts and logs runs.
    const isPassedOn = project.dependsOn(module.path, "restify") !== null
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const call = bare(node.expression)
      const answer = call.type === "CallExpression" ? answerOf(module, call) : null
      const second =
        answer &&
        secondCall(
          module,
          node,
          (next) => answerOf(module, next)?.binding === answer.binding || (!isPassedOn && passesOn(module, next, answer)),
        )
      if (!answer || !second) continue
      const name = calleeName(module, call as Call)
      const around = enclosingFunction(node)
      const isPassing = passesOn(module, second, answer)
      const isTyped = around?.returnType && /\bvoid\b/.test(module.textOf(around.returnType))
      yield {
        at: node,
        title: isPassing
          ? `After this answer the request is passed on all the same on line ${module.lineOf(second)}`
          : `After this answer the handler goes on and answers again on line ${module.lineOf(second)}`,
        message: isPassing
          ? `\`${name}\` does not end the function: line ${module.lineOf(second)} hands the request to what comes next, which works on although the client was refused, and its answer throws \`ERR_HTTP_HEADERS_SENT\`.`
          : `\`${name}\` does not end the function: the code below it still runs and \`${calleeName(module, second)}\` on line ${module.lineOf(second)} throws \`ERR_HTTP_HEADERS_SENT\`; whatever happens in between is done although the client was told otherwise.`,
        fix: "`return` right after the answer.",
        ...(isTyped ? {} : { edits: [{ start: node.start, end: node.start, text: "return " }] }),
      }
    }
  },
})

/** Whether a call hands the request on with `next()` or `done()` of the function that the response was handed to as well. */
function passesOn(module: SourceModule, call: Call, { binding }: Answer): boolean {
  const callee = bare(call.callee)
  if (callee.type !== "Identifier" || !/^_?(?:next|done)$/.test(callee.name) || call.arguments.length > 0) return false
  const passing = module.bindings.resolve(callee)
  return passing?.kind === "parameter" && passing.declaration === binding.declaration
}
