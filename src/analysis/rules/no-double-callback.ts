import { answerOf } from "../calls/answer-call.ts"
import type { Call } from "../calls/call-facts.ts"
import { secondCall } from "../calls/second-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

const CALLBACK = /^_?(?:cb|callback|done|next)$/

export const noDoubleCallback = defineRule({
  kind: "source",
  id: "no-double-callback",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "The callback is called twice",
  why: "Calling a callback does not end the function. What follows runs with what the failure left behind, and calls it once more: the caller answers twice, counts twice, or throws where nobody catches.",
  fix: "`return` after the callback.",
  cwe: ["CWE-670"],
  needs: { path: "server", words: ["cb", "_cb", "callback", "_callback", "done", "_done", "next", "_next"] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "ExpressionStatement")) {
      const call = bare(node.expression)
      const callback = call.type === "CallExpression" ? callbackOf(module, call) : null
      if (!callback || call.type !== "CallExpression") continue
      const isError = callback.name.endsWith("next") && call.arguments.length > 0
      const second = secondCall(
        module,
        node,
        (next) => callbackOf(module, next) === callback || (isError && answerOf(module, next) !== null),
      )
      if (!second) continue
      const isAnswer = callbackOf(module, second) !== callback
      yield {
        at: node,
        title: isAnswer
          ? `After this error the handler goes on and answers on line ${module.lineOf(second)}`
          : `After this call the function goes on and calls \`${callback.name}\` again on line ${module.lineOf(second)}`,
        message: isAnswer
          ? `\`${callback.name}\` does not end the function: the error middleware answers, the code below still runs, and line ${module.lineOf(second)} answers once more, which throws \`ERR_HTTP_HEADERS_SENT\`.`
          : `\`${callback.name}\` does not end the function: the code below still runs and calls it a second time, so that whoever waits for it goes on twice, once with the failure and once with what is left of the result.`,
        fix: `\`return ${callback.name}(…)\`.`,
        edits: [{ start: node.start, end: node.start, text: "return " }],
      }
    }
  },
})

/** The parameter that a call calls as its callback; `null` for other calls. */
function callbackOf(module: SourceModule, call: Call): Binding | null {
  const callee: Node = bare(call.callee)
  if (callee.type !== "Identifier" || !CALLBACK.test(callee.name)) return null
  const binding = module.bindings.resolve(callee)
  return binding?.kind === "parameter" ? binding : null
}
