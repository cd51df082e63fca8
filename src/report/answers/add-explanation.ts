import type { ModelPart } from "../../model/inquiry.ts"
import { byteLength, limits } from "../limits.ts"
import type { Facts } from "./facts.ts"
import { listStatements, tellModelPart, tellOpen } from "./show-model-part.ts"

/**
 * Takes the explanation of a finding and what the model has to do with it, returns the explanation as it is, with the model's words below: why the
 * finding matters here and what would change it. They are left out where a comment has no room for them.
 */
export function addExplanation(explanation: string, model: ModelPart, facts: Pick<Facts, "pullRequest" | "headSha">): string {
  if (model.kind === "none") return explanation
  const parts = [...(model.kind === "answered" ? describe(model.answer, facts) : []), tellModelPart(model, facts)]
  const whole = [explanation, ...parts.filter((part) => part !== "")].join("\n\n")
  return byteLength(whole) > limits.body ? explanation : whole
}

function describe(answer: Extract<ModelPart, { kind: "answered" }>["answer"], facts: Pick<Facts, "pullRequest" | "headSha">): string[] {
  const why = listStatements(answer.statements, ["why_here", "answer"], facts)
  const change = listStatements(answer.statements, ["what_to_change"], facts)
  return [
    why === "" ? "" : `**Why it matters here**, by the model:\n\n${why}`,
    change === "" ? "" : `**What would change it**, by the model:\n\n${change}`,
    tellOpen(answer),
  ]
}
