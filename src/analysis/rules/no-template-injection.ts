import semver from "semver"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import type { Node } from "../source/ast.ts"
import { bare, stringOf } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import { installedVersion } from "../source/installed-version.ts"
import type { Project } from "../source/project.ts"
import { evaluatedOf, findView } from "../templates/view-files.ts"
import type { Place } from "../templates/view-files.ts"

// Engines whose options come out of the data given to a view.
const READS_OPTIONS = ["ejs", "hbs", "express-handlebars", "pug", "consolidate", "express-hbs"]

// These run any JavaScript; the others put in values.
const RUNS_CODE = /^(?:ejs|pug|jade|lodash|lodash-es|underscore|eta|dot|doT|squirrelly|nunjucks)\b/

export const noTemplateInjection = defineRule({
  kind: "flow",
  sink: "template",
  id: "no-template-injection",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "Request data becomes a template",
  why: "A template is a program: with `{{…}}` or `<%…%>` in the value the client runs code in the service or reads what the template can reach. Data belongs into the values of a template, not into its text, its name or its options.",
  fix: "Keep the template text and name fixed and pass the request data as values.",
  cwe: ["CWE-1336", "CWE-94"],
  *check({ project, flow }) {
    const call = calleeOf(flow)
    const kind = kindOf(flow, call)
    const origin = "callee" in flow.node ? originOf(project, flow.module, flow.node.callee as Node) : null
    if (flow.unwritten) {
      if (kind !== "text" || !RUNS_CODE.test(origin ?? "")) return
      yield {
        at: flow.node,
        severity: "high",
        confidence: "high",
        title: `\`${call}\` runs what stands in \`${flow.stored}\` as code`,
        message: `Whoever may edit \`${flow.stored}\` runs code inside the service: what stands between the marks of the template is compiled to JavaScript, and a template that is kept in a table was made to be edited.`,
        fix: "Fill it in with an engine that only puts in values, such as `mustache` or `liquidjs`; keep templates that run code in files.",
      }
      return
    }
    if (flow.field !== null) {
      const place = evaluatedPlace(project, flow)
      if (!place) return
      const code = place.code.replaceAll("`", "'").slice(0, 60)
      yield {
        at: flow.node,
        confidence: flow.controls.includes("shape") ? "high" : "medium",
        title: `\`${flow.source}\` is run as code by a helper of \`${place.path}\``,
        message: `A client of ${entryOf(flow)} runs code inside the service: \`${call}\` hands \`${flow.source}\` to the view as \`${flow.field}\`, and line ${place.line} of \`${place.path}\` puts it into \`${code}\`, which dustjs-helpers before 1.6 gives to \`eval\`. A list, \`?x[]=…\`, is not even escaped.`,
        fix: "Compare with `{@eq key=… value=…}`, and update dustjs-helpers, which dropped `@if` in 1.6.",
        trace: [...flow.trace, { path: place.path, line: place.line, what: `is run as code by \`${code}\`` }],
      }
    } else if (kind === "options") {
      if (!givesWhole(flow) || !READS_OPTIONS.some((name) => project.dependsOn(flow.module.path, name) !== null)) return
      yield {
        at: flow.node,
        severity: "high",
        confidence: "medium",
        title: `\`${flow.source}\` may set options of the view engine through \`${call}\``,
        message: `A client of ${entryOf(flow)} adds fields such as \`layout\` or \`settings\` to \`${flow.source}\`; the view engine reads its own options from the same object, which hands out files of the server and with old versions runs code. ${howKnown(flow)}`,
        fix: "Name the fields the view needs: `res.render(view, { title: body.title })`.",
      }
    } else if (kind === "name") {
      yield {
        at: flow.node,
        severity: "medium",
        confidence: "medium",
        title: `\`${flow.source}\` chooses the view \`${call}\` renders`,
        message: `With \`../\` in \`${flow.source}\` a client of ${entryOf(flow)} has \`${call}\` render any file below and above the folder of views, those for other users included. ${howKnown(flow)}`,
        fix: `Look \`${flow.source}\` up in a fixed list of views.`,
      }
    } else {
      const isLogicLess = /mustache|liquid/i.test(origin ?? call)
      yield {
        at: flow.node,
        ...(isLogicLess ? { severity: "medium" as const } : {}),
        title: `\`${flow.source}\` becomes the text of a template that \`${call}\` compiles`,
        message: isLogicLess
          ? `A client of ${entryOf(flow)} writes the template through \`${flow.source}\` and reads every value it is filled with. ${howKnown(flow)}`
          : `A client of ${entryOf(flow)} runs code inside the service: what stands between the template's marks in \`${flow.source}\` is compiled to JavaScript. ${howKnown(flow)}`,
        // It runs nothing, and filling in what somebody wrote is what such a language is chosen for.
        confidence: isLogicLess ? "low" : flow.certain ? "high" : "medium",
      }
    }
  },
})

// `@if` of dustjs-helpers ran its condition with `eval` until it was taken out in 1.6.0.
function evaluatedPlace(project: Project, flow: Flow): Place | null {
  const name = "arguments" in flow.node ? stringOf((flow.node.arguments as readonly Node[])[0]) : null
  const view = name === null ? null : findView(project, name)
  if (view === null || flow.field === null) return null
  const version = installedVersion(project, flow.module.path, "dustjs-helpers")
  if (version === null || !semver.lt(version, "1.6.0")) return null
  return evaluatedOf(project, view, flow.field)[0] ?? null
}

function kindOf(flow: Flow, call: string): "text" | "name" | "options" {
  if (!("arguments" in flow.node)) return "text"
  const index = (flow.node.arguments as readonly Node[]).indexOf(flow.argument)
  if (index === 1 || (index === -1 && flow.controls.includes("shape"))) return "options"
  return /\.(?:render|view|renderFile)$/.test(call) && !/^(?:ejs|pug|jade|mustache|swig|squirrelly)\.render$/i.test(call) ? "name" : "text"
}

// `res.render(view, req.body)` and `{ ...req.body }`, not a field of it.
function givesWhole(flow: Flow): boolean {
  const argument = bare(flow.argument)
  if (argument.type === "ObjectExpression") return argument.properties.some((each) => each.type === "SpreadElement")
  return argument.type === "MemberExpression" || argument.type === "Identifier"
}
