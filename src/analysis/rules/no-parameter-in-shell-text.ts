import { givenValueOf } from "../calls/given-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { shellTextsOf } from "../calls/shell-text.ts"
import { piecesOf } from "../calls/text-pieces.ts"
import { isLibraryFile } from "../flow/exported.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// Whoever calls a function with one of these writes a part of the command and means it.
const PART_OF_COMMAND =
  /^(?:args?|argv|arguments|extraArgs|cmd|command|commandLine|params|flags?|opts|options|sub_?command|script|program|binary|bin|executable|shell|pipe(?:line)?|redirect)$|(?:Args?|Flags?|Command|Cmd|Options|Opts|Bin|Binary|Script|Executable)$/
const RUNS = /exec|spawn|run|shell|bash|command|cmd|^sh$|^\$$/i
// Who starts it from a terminal may run any command there.
const IS_SCRIPT = /^#!|\bprocess\.argv\b/
const MODEL_TOOLS = "@modelcontextprotocol/sdk"
// Each call and each value that is asked about takes a look at the function around it.
const MAX_LOOKS = 1_000
const MAX_CALLS = 200
const MAX_HOLES = 10

export const noParameterInShellText = defineRule({
  kind: "source",
  id: "no-parameter-in-shell-text",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "low",
  title: "A value that callers choose becomes part of a shell command",
  why: "A shell reads `;`, `|` and `$()` in the value as commands of their own, also between double quotes. A program that is started with a list of arguments and without a shell sees them as text.",
  fix: "Start the program without a shell: `execFile(program, [argument, …])`.",
  cwe: ["CWE-78"],
  yieldsTo: ["no-command-injection"],
  needs: { path: "server", text: [/child_process|\bexeca\b|shelljs|cross-spawn|\bexec|\bspawn|ssh/i, /\$\{|\+|\bspawn|\bjoin/] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || isForOthers(project, module.path) || IS_SCRIPT.test(module.code)) return
    // A file that nobody imports anything from is a program: a script, or a server whose requests are followed.
    if (module.exports.size === 0 && module.stars.length === 0) return
    let looked = 0
    let asked = 0
    for (const call of nodesOf(module.program, "CallExpression")) {
      if (call.arguments.length === 0 || !saysSo(call)) continue
      if (++looked > MAX_LOOKS) return
      if (!isGivenText(module, call)) continue
      const texts = shellTextsOf(project, module, call)
      if (texts.length === 0 || ++asked > MAX_CALLS) continue
      const hole = givenHoleIn(project, module, texts)
      if (hole === null) continue
      const value = oneLine(module.textOf(bare(hole)))
      const callee = oneLine(module.textOf(call.callee))
      // Elsewhere callers often check what they pass on, where the flow of requests is followed; what a model calls a tool with is not.
      const isTool = project.dependsOn(module.path, MODEL_TOOLS) !== null
      yield {
        confidence: isTool ? "medium" : "low",
        at: hole.start >= call.start && hole.end <= call.end ? hole : call,
        title: `\`${value}\` becomes part of the command \`${callee}\` gives to a shell`,
        message: `With \`; …\` or \`$(…)\` in \`${value}\` the shell starts what follows, also between double quotes. Whoever chooses this value runs commands on the server; nothing here refuses or quotes them.`,
        fix: adviceFor(module, texts[0], callee),
      }
    }
  },
})

/** Whether a file is there for those who install its package: no server, and nothing that a server of the same repository is made of. */
function isForOthers(project: Project, path: string): boolean {
  const name = project.manifestFor(path)?.name ?? null
  if (name === null || !isLibraryFile(project, path) || project.dependsOn(path, MODEL_TOOLS) !== null) return false
  return !project.manifests.some(({ document, dependencies }) => document["private"] === true && name in dependencies)
}

function saysSo(call: Call): boolean {
  const callee = bare(call.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  return name !== null && RUNS.test(name)
}

// Following where every function comes from is dear; what runs a command is given a text that is put together, or a list.
function isGivenText(module: SourceModule, call: Call): boolean {
  return call.arguments.slice(0, 2).some((each) => {
    const inner = bare(each)
    return inner.type === "ArrayExpression" || piecesOf(module, inner).some(({ parts }) => parts.length > 1)
  })
}

/** The first value of a command that callers choose; `null` when there is none. */
function givenHoleIn(project: Project, module: SourceModule, texts: readonly Node[]): Node | null {
  let asked = 0
  for (const [index, text] of texts.entries()) {
    // Of a list that a shell reads, each element is a part of the command.
    if (index > 0 && isGiven(project, module, text)) return text
    for (const { parts, isAdded } of piecesOf(module, text)) {
      let before = ""
      for (const part of parts) {
        if (typeof part === "string") before += part
        // Where the text begins with it, callers choose the program.
        else if ((index > 0 || isAdded || !/^["'\s]*$/.test(before)) && asked++ < MAX_HOLES && isGiven(project, module, part)) return part
      }
    }
  }
  return null
}

function isGiven(project: Project, module: SourceModule, hole: Node): boolean {
  if (nameOf(hole).some((name) => PART_OF_COMMAND.test(name))) return false
  const given = givenValueOf(project, module, hole)
  // What an instance was set up with is a setting, not what a request brings.
  return given !== null && !given.isSetting && !PART_OF_COMMAND.test(module.textOf(hole))
}

// `args`, `options.flags`, `args.join(" ")`
function nameOf(hole: Node): readonly string[] {
  let inner = bare(hole)
  while (inner.type === "CallExpression" && bare(inner.callee).type === "MemberExpression")
    inner = bare((bare(inner.callee) as Node & { type: "MemberExpression" }).object)
  return inner.type === "Identifier" ? [inner.name] : inner.type === "MemberExpression" ? [propertyName(inner) ?? ""] : []
}

function adviceFor(module: SourceModule, text: Node | undefined, callee: string): string {
  const program = text && /^[`"']\s*([\w./-]+)\s/.exec(module.textOf(text))?.[1]
  if (!program) return "Start the program without a shell: `execFile(program, [argument, …])`."
  return `Start \`${program}\` without a shell: \`${/sync/i.test(callee) ? "execFileSync" : "execFile"}("${program}", [argument, …])\`, and refuse values that begin with \`-\`.`
}
