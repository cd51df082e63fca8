import type { ConventionKind } from "../../model/analysis.ts"
import { isServerPath } from "../calls/server-path.ts"
import type { ChangeView } from "../change/change-view.ts"
import { inferAs, observationsOf } from "../conventions/infer-conventions.ts"
import { siblingsNear } from "../conventions/convention.ts"
import type { Observation } from "../conventions/convention.ts"
import { observeText, printsToConsole, testPlaceOf, throwsIn } from "../conventions/observe-files.ts"
import { isServiceRoute, observeRoute } from "../conventions/observe-routes.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import type { Project } from "../source/project.ts"

// Validation and authorisation have rules of their own, and so has an asynchronous handler whose failure goes nowhere.
const ROUTE_KINDS: ReadonlySet<ConventionKind> = new Set(["data-layer", "pagination", "response", "documentation"])

export const preferCodebasePattern = defineRule({
  kind: "change",
  id: "prefer-codebase-pattern",
  section: "maintainability",
  practice: "code-quality",
  severity: "low",
  confidence: "low",
  title: "New code does it differently from its siblings",
  why: "Whoever reads the next file expects what all the others do, and what was built for the custom, such as the format of the logs or of an answer, does not reach the exception. There may be a reason; then it is worth a line.",
  fix: "Do it as the siblings do, or say why not.",
  cwe: [],
  *check({ base, head, diff, change }) {
    const said = new Set<ConventionKind>()
    for (const file of diff.files) {
      if (file.status === "deleted" || file.status === "copied") continue
      for (const each of addedIn(base, head, change, file.path)) {
        if (said.has(each.kind)) continue
        const draft = deviation(base, each, file.oldPath ?? file.path)
        if (!draft) continue
        said.add(each.kind)
        yield draft
      }
    }
  },
})

function* addedIn(base: Project, head: Project, change: ChangeView, path: string): Generator<Observation> {
  const file = change.fileOf(path)
  const place = file?.status === "added" ? testPlaceOf(path) : null
  if (place !== null) yield { kind: "test-place", path, line: 1, way: place, label: path }
  if (!isServerPath(path)) return
  const known = new Set(file?.oldPath == null ? [] : routesIn(base, file.oldPath).map(routeLabel))
  for (const route of routesIn(head, path)) {
    if (!isServiceRoute(route) || known.has(routeLabel(route)) || !change.isAdded(path, route.module.lineOf(route.node))) continue
    for (const each of observeRoute(head, route)) if (ROUTE_KINDS.has(each.kind)) yield each
  }
  const text = head.textOf(path) ?? ""
  const lines = text.includes("console.") ? text.split("\n") : []
  const printed = lines.findIndex((line, index) => printsToConsole(line) && change.isAdded(path, index + 1))
  if (printed !== -1) yield { kind: "logger", path, line: printed + 1, way: "console", label: (lines[printed] ?? "").trim() }
  // What a file threw before is its own custom.
  if (file?.status === "added") {
    const thrown = throwsIn(head.textOf(path) ?? "")
    for (const each of observeText(path, head.textOf(path) ?? ""))
      if (each.kind === "transaction" || (each.kind === "error-class" && thrown.length >= 2)) yield each
  }
}

function deviation(base: Project, own: Observation, oldPath: string): Draft | null {
  const siblings = siblingsNear(observationsOf(base).get(own.kind) ?? [], oldPath).filter(
    (each) => each.path !== oldPath || own.kind !== "logger",
  )
  const custom = inferAs(own.kind, siblings)
  // The others way round it is no custom anybody chose: nobody decides for `console`, for plain errors or for no envelope.
  if (!custom || custom.way === "console" || custom.way === "Error" || custom.way === "the value itself") return null
  const deviates = isOptional(own.kind) ? own.way === null : own.way !== custom.way
  if (!deviates) return null
  const examples = custom.examples.map((each) => `${each.path}:${each.line}`)
  const where =
    own.kind === "test-place"
      ? "tests"
      : own.kind === "logger" || own.kind === "error-class" || own.kind === "transaction"
        ? "files"
        : "routes"
  return {
    path: own.path,
    at: { line: own.line },
    title: `${own.label.slice(0, 80)}: ${SHORT[own.kind] ?? "done differently elsewhere"}`,
    message: `${custom.statement}: so do ${custom.support} of the ${custom.of} ${where} around this one, for example ${examples.map((each) => `\`${each}\``).join(" and ")}. This one does not, which may be meant.`,
    fix: `Look at \`${examples[0]}\` and do the same, unless there is a reason not to.`,
    trace: [
      ...custom.examples.map((each) => ({ path: each.path, line: each.line, what: each.what })),
      { path: own.path, line: own.line, what: "does it differently" },
    ],
    key: `${own.kind} ${own.label}`,
  }
}

const SHORT: Partial<Record<ConventionKind, string>> = {
  "data-layer": "handlers here leave the database to others",
  pagination: "lists here are cut into pages",
  response: "answers here have another form",
  documentation: "routes here are described at the handler",
  logger: "files here log with a logger",
  "error-class": "errors here have classes of their own",
  transaction: "transactions here are run in another way",
  "test-place": "tests here stand elsewhere",
}

function isOptional(kind: ConventionKind): boolean {
  return kind === "data-layer" || kind === "pagination" || kind === "documentation"
}
