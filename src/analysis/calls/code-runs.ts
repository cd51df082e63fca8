import { sinksOf } from "../model-index.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Each is followed to where its text comes from.
const MOST_RUNS = 200

/** A call that runs a text. */
export interface CodeRun {
  readonly call: Node & { type: "CallExpression" | "NewExpression" | "ImportExpression" }
  /** The text. */
  readonly code: Node
  /** `code` in this process, `command` of a shell or the name of a program, `module` that is loaded by its name. */
  readonly as: "code" | "command" | "module"
}

/** The calls of a file that run what they are given, the first hundreds of them: `eval`, `new Function`, `vm`, `exec`, `require`, `import()`. */
export function* codeRuns(project: Project, module: SourceModule): Generator<CodeRun> {
  let count = 0
  for (const run of allRuns(project, module)) {
    // A name that is written down is no text to look behind.
    if (stringOf(run.code) !== null) continue
    if (++count > MOST_RUNS) return
    yield run
  }
}

function* allRuns(project: Project, module: SourceModule): Generator<CodeRun> {
  for (const call of [...nodesOf(module.program, "CallExpression"), ...nodesOf(module.program, "NewExpression")]) {
    const last = call.arguments.at(-1)
    const [first] = call.arguments
    if (!first || !last) continue
    const callee = bare(call.callee)
    if (call.type === "CallExpression" && callee.type === "Identifier" && callee.name === "require") {
      if (!module.bindings.resolve(callee)) yield { call, code: first, as: "module" }
      continue
    }
    // `module._compile(code, name)`
    if (call.type === "CallExpression" && propertyName(callee) === "_compile") yield { call, code: first, as: "code" }
    const origin = originOf(project, module, call.callee)
    for (const { entry } of origin === null ? [] : sinksOf(origin)) {
      if (entry.kind !== "code" && entry.kind !== "command") continue
      yield { call, code: entry.arguments === "all" ? last : (call.arguments[entry.arguments[0] ?? 0] ?? first), as: entry.kind }
      break
    }
  }
  for (const call of nodesOf(module.program, "ImportExpression")) yield { call, code: call.source, as: "module" }
}
