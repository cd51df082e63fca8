import { isTemplatePath } from "../classify.ts"
import { indexLines } from "../source/line-index.ts"
import type { Project } from "../source/project.ts"
import { evaluatedIn, rawOutputsIn } from "./raw-outputs.ts"
import type { RawOutput } from "./raw-outputs.ts"
import { isEscapingOff, templateEngineOf } from "./template-engine.ts"
import type { TemplateEngine } from "./template-engine.ts"

/** A view of the repository with its unescaped outputs. */
export interface View {
  readonly path: string
  readonly engine: TemplateEngine
  readonly outputs: readonly (RawOutput & { readonly line: number })[]
  /** What its helpers run as code. */
  readonly evaluated: readonly (RawOutput & { readonly line: number })[]
  /** Names of other views it takes in. */
  readonly includes: readonly string[]
}

/** The view at a path; `null` when it was not read or its engine is not known. */
export function viewAt(project: Project, path: string): View | null {
  const views = project.once("views", () => new Map<string, View | null>())
  const known = views.get(path)
  if (known !== undefined) return known
  const text = project.textOf(path)
  const engine = text === null ? null : templateEngineOf(project, path)
  const view = text === null || engine === null ? null : readView(path, text, engine, !isEscapingOff(project, engine))
  views.set(path, view)
  return view
}

function readView(path: string, text: string, engine: TemplateEngine, escapes: boolean): View {
  const lines = indexLines(text)
  const outputs = rawOutputsIn(text, engine, escapes)
  return {
    path,
    engine,
    outputs: outputs.filter((each) => !isLayout(each.expression)).map((each) => ({ ...each, line: lines.lineAt(each.start) })),
    evaluated: evaluatedIn(text, engine).map((each) => ({ ...each, line: lines.lineAt(each.start) })),
    includes: [
      ...text.matchAll(
        /\binclude\(?\s*["'`]([\w./-]{1,120})["'`]|\{\{>\s*([\w./-]{1,120})|^\s*include\s+([\w./-]{1,120})|\{>\s*"?([\w./-]{1,120})"?\s*\/\}/gm,
      ),
    ].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? []),
  }
}

/** Whether a raw output holds markup made by other views: `include(…)`, `body`, a block, a component of a form library. */
function isLayout(expression: string): boolean {
  return (
    expression === "" ||
    /^(?:await\s+)?(?:include|includeFile|partial|contentFor|block|layout|super|caller|yield|renderPartial|component|it\.body|body|content|children|head|scripts?|styles?|csrf\w*)\b(?:\s*\(.*|\s*)$/i.test(
      expression,
    ) ||
    /^(?:JSON\.stringify|stringify|json|serialize|htmlsafe|sanitize\w*|DOMPurify\.\w+|escape\w*|encode\w*|xss)\b\s*\(/i.test(expression) ||
    /^["'`][^"'`]*["'`]$|^\d+$/.test(expression)
  )
}

/** The view that `render(name)` means, found by its path below any folder; `null` when there is none or more than one. */
export function findView(project: Project, name: string): View | null {
  const all = project.once("template paths", () => [...project.tree.files.keys()].filter(isTemplatePath).sort())
  const wanted = name.replace(/^(?:\.{0,2}\/)+/, "")
  if (wanted === "") return null
  const hits = all.filter((path) => {
    const stem = path.endsWith(wanted) ? path : path.slice(0, path.lastIndexOf("."))
    return stem === wanted || stem.endsWith(`/${wanted}`)
  })
  const inViews = hits.filter((path) => /(?:^|\/)(?:views?|templates?|pages)\//.test(path))
  const candidates = inViews.length > 0 ? inViews : hits
  return candidates.length === 1 && candidates[0] !== undefined ? viewAt(project, candidates[0]) : null
}

/** An output in its view. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly code: string
}

/** The unescaped outputs of a field in a view and in the views it takes in. */
export function rawOutputsOf(project: Project, view: View, field: string): Place[] {
  return outputsOf(project, view, field, "outputs")
}

/** Where helpers run a field as code, in a view and in the views it takes in. */
export function evaluatedOf(project: Project, view: View, field: string): Place[] {
  return outputsOf(project, view, field, "evaluated")
}

/** What a view and the views it takes in write without escaping, each with its text. */
export function rawExpressionsOf(
  project: Project,
  view: View,
): { readonly text: string; readonly expressions: readonly { readonly code: string; readonly start: number }[] }[] {
  return [...withIncludes(project, view)].map(({ path, outputs }) => ({
    text: project.textOf(path) ?? "",
    expressions: outputs.map(({ expression, start }) => ({ code: expression, start })),
  }))
}

function outputsOf(project: Project, view: View, field: string, kind: "outputs" | "evaluated"): Place[] {
  return [...withIncludes(project, view)].flatMap((each) =>
    each[kind]
      .filter(({ expression }) => mentions(expression, field))
      .map((output) => ({ path: each.path, line: output.line, code: output.code })),
  )
}

function* withIncludes(project: Project, view: View): Generator<View> {
  const waiting = [view]
  const seen = new Set<string>()
  for (let each = waiting.pop(); each !== undefined && seen.size < 20; each = waiting.pop()) {
    if (seen.has(each.path)) continue
    seen.add(each.path)
    yield each
    for (const name of each.includes) {
      const included = findView(project, name)
      if (included) waiting.push(included)
    }
  }
}

// `output.term` and `locals.output.term.length` mention `output.term`; a quoted word and a property of something else do not.
function mentions(expression: string, field: string): boolean {
  const code = expression.replace(/"[^"]{0,200}"|'[^']{0,200}'/g, "")
  for (const match of code.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*){0,8}/g)) {
    const path = match[0].replaceAll("?", "").replace(/^(?:locals|it|this|data)\./, "")
    if (path === field || path.startsWith(`${field}.`)) return true
  }
  return false
}
