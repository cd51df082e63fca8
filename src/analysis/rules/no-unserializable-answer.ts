import { isWholeAnswer, returnedAnswer } from "../calls/answer-of-service.ts"
import { answerOf } from "../calls/client-answer.ts"
import { isServerPath } from "../calls/server-path.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

// Gaxios gives answers that can be written out.
const OF_AXIOS = /\baxios\b/i

export const noUnserializableAnswer = defineRule({
  kind: "source",
  id: "no-unserializable-answer",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "This answer cannot be written as JSON",
  why: "The answer of axios holds the request it was made for, and the request holds its answer: JSON has no way to write that, so that `JSON.stringify` throws and the client gets an error although the other service answered. Were it written, the headers of the request with all keys in them would go to the client.",
  fix: "Send what the other service answered: `response.data`.",
  cwe: ["CWE-674"],
  needs: { path: "server", text: [/axios|@nestjs|fastify|HttpService|\bhttp\b|\bapi\b|client/i, /\.(?:json|send|body)\b|\breturn\b|=>/] },
  *check({ project, module }) {
    const isThere = ["axios", "@nestjs/axios"].some((name) => project.dependsOn(module.path, name) !== null)
    if (!isServerPath(module.path) || !(OF_AXIOS.test(module.text) || isThere)) return
    if (project.dependsOn(module.path, "gaxios") !== null) return
    for (const node of nodesOf(module.program, "CallExpression", "AssignmentExpression")) {
      const answer = answerOf(module, node)
      const whole = answer?.contents.flatMap((each) => partsOf(each)).find((each) => isWholeAnswer(project, module, each))
      if (!whole) continue
      const name = module.textOf(whole).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
      yield {
        at: node,
        message: `The client gets an error in place of the answer: \`${name}\` is all that axios knows of the exchange, with the request that refers to itself, and writing it as JSON throws “Converting circular structure to JSON”.`,
        fix: `Send \`${bare(whole).type === "Identifier" ? `${name}.data` : `(${name}).data`}\`.`,
        ...(bare(whole).type === "Identifier" && whole.parent?.type !== "Property"
          ? { edits: [{ start: whole.end, end: whole.end, text: ".data" }] }
          : {}),
      }
    }
    for (const { framework, handler } of routesIn(project, module.path)) {
      if (!RETURNS.has(framework) || !handler.function || handler.functionModule !== module) continue
      const whole = returnedAnswer(project, module, handler.function)
      if (!whole) continue
      yield {
        at: whole,
        message: `The client gets an error in place of the answer: what is returned here is all that axios knows of the exchange, with the request that refers to itself, and writing it as JSON throws “Converting circular structure to JSON”.`,
        fix: "Return what the other service answered, its `data`; of an observable `map((answer) => answer.data)`.",
      }
    }
  },
})

const RETURNS: ReadonlySet<string> = new Set(["NestJS", "Fastify"])

// What is sent, and what stands in an object that is sent.
function partsOf(content: Node): readonly Node[] {
  const inner = bare(content)
  if (inner.type !== "ObjectExpression") return [content]
  return inner.properties.map((each) => (each.type === "SpreadElement" ? each.argument : each.value))
}
