import { defineRule } from "../rule.ts"
import { isFunctionsPath, readFunctionEvents } from "../source/function-events.ts"
import type { FunctionEvent } from "../source/function-events.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

// What a function answers with, itself or by AWS Lambda Powertools and middy.
const REPORTS = /\bbatchItemFailures\b|\bprocessPartialResponse(?:Sync)?\b|@middy\/sqs-partial-batch-failure/
const ENDINGS = ["ts", "js", "mts", "mjs", "cts", "cjs"]

export const requirePartialBatchReport = defineRule({
  kind: "text",
  id: "require-partial-batch-report",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "high",
  title: "Messages that failed are deleted with the rest of their batch",
  why: "AWS Lambda looks at the list of failed messages in the answer of a function only when the event source says so. Without that the function has succeeded, and the whole batch is deleted, also what is listed as failed.",
  fix: "Declare `ReportBatchItemFailures` on the event source.",
  cwe: ["CWE-703"],
  files: isFunctionsPath,
  *check({ project, path, text }) {
    for (const event of readFunctionEvents(text)) {
      const file = event.isReported ? null : handlerFile(project, path, event)
      if (file === null || !project.codeMentions(file, REPORTS)) continue
      const isSam = /^[A-Z]/.test(event.kind)
      yield {
        at: { start: event.start, end: event.start + text.slice(event.start, event.end).trimEnd().length },
        message: `\`${event.handler.slice(0, 80)}\` answers with the messages that failed (${file}), but this event source does not ask for them: Lambda takes every batch for done and deletes also what failed, which then comes neither again nor to a dead letter queue.`,
        fix: isSam
          ? "`FunctionResponseTypes: [ReportBatchItemFailures]` in its `Properties`."
          : "`functionResponseType: ReportBatchItemFailures` below it.",
        trace: [{ path: file, line: lineOf(project, file), what: "the failed messages are told here" }],
        key: `batch ${event.handler}`,
      }
    }
  },
})

/** The source file of a handler, `src/handler.main`; `null` when it is not in the repository. */
function handlerFile(project: Project, path: string, { handler, folder }: FunctionEvent): string | null {
  const name = handler.slice(0, handler.lastIndexOf("."))
  const parts = [folderOf(path), folder, name].flatMap((each) => each.split("/")).filter((each) => each !== "" && each !== ".")
  if (name === "" || parts.includes("..")) return null
  const file = parts.join("/")
  return ENDINGS.map((each) => `${file}.${each}`).find((each) => project.has(each)) ?? null
}

function lineOf(project: Project, path: string): number {
  const text = project.textOf(path) ?? ""
  return text.slice(0, Math.max(0, text.search(REPORTS))).split("\n").length
}
