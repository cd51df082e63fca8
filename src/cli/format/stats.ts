import { isSeldomActedOn, wilsonInterval } from "../../model/rule-record.ts"
import type { RuleRecord } from "../../model/rule-record.ts"
import { neutraliseLine, stringifyHarmless } from "./neutralise.ts"

const headings = ["repository", "rule", "comments", "judged", "addressed", "rate", "95 %", "dismissed", "+", "-", "replies", "placed"]

/** Takes records, returns them as a table for people, one row a rule of a repository. */
export function renderStatsTable(records: readonly RuleRecord[]): string {
  if (records.length === 0) return "No comment of the App is known yet.\n"
  const rows = records.map((record) => [
    neutraliseLine(record.repository),
    neutraliseLine(record.rule),
    String(record.posted),
    String(record.judged),
    String(record.addressed),
    ...describeRate(record),
    String(record.dismissed),
    String(record.up),
    String(record.down),
    String(record.replies),
    isSeldomActedOn(record) ? "report" : "inline",
  ])
  const table = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...table.map((row) => row[column]!.length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  )
  return `${lines.join("\n")}\n\n${explanation}\n`
}

/** Takes records, returns them as JSON for programs. */
export function renderStatsJson(records: readonly RuleRecord[]): string {
  const rules = records.map((record) => ({
    ...record,
    addressRate: record.judged === 0 ? null : record.addressed / record.judged,
    interval: record.judged === 0 ? null : wilsonInterval(record.addressed, record.judged),
    reportOnly: isSeldomActedOn(record),
  }))
  return `${stringifyHarmless({ version: 1, rules })}\n`
}

function isText(column: number): boolean {
  return column < 2 || column === headings.length - 1
}

function describeRate({ judged, addressed }: RuleRecord): [string, string] {
  if (judged === 0) return ["-", "-"]
  const { low, high } = wilsonInterval(addressed, judged)
  return [percent(addressed / judged), `${percent(low)}-${percent(high)}`]
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

const explanation =
  "A comment is judged once its finding was acted on or dismissed, or its pull request was closed; it is addressed when the code was changed so that\n" +
  "the finding is gone. A rule that surely has fewer than one comment in five addressed, of at least 20, goes to the report; a security rule never does."
