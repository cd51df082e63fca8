import { defineRule } from "../rule.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { bare, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

export const noCommandInjection = defineRule({
  kind: "flow",
  sink: "command",
  id: "no-command-injection",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "Request data becomes part of a shell command",
  why: "A shell reads `;`, `|` and `$()` in the value as commands of their own, so whoever sends the request runs programs on the server. A program that is started with a list of arguments and without a shell sees them as text.",
  fix: "Start the program without a shell: `execFile(program, [argument, …])`.",
  cwe: ["CWE-78"],
  *check({ project, module, flow }) {
    // Upload middleware chooses where a file is kept.
    if (/\bfiles\..*(?:path|tempFilePath|filename|destination)$/.test(flow.source)) return
    const call = calleeOf(flow)
    const danger = dangerOf(project, flow, call)
    // Whoever calls a package with the name of a program means it.
    if (danger === null || (danger === "program" && flow.exported !== null)) return
    const isRemote = flow.technology === "SSH"
    yield {
      at: flow.node,
      title:
        danger === "program"
          ? `\`${flow.source}\` chooses the program \`${call}\` starts`
          : `\`${flow.source}\` becomes part of the command \`${call}\` gives to a shell`,
      message: isRemote
        ? `A client of ${entryOf(flow)} runs any command on the machine behind \`${call}\`: its shell reads \`; …\` and \`$(…)\` in \`${flow.source}\`. ${howKnown(flow)}`
        : danger === "program"
          ? `A client of ${entryOf(flow)} decides through \`${flow.source}\` which program runs on the server. ${howKnown(flow)}`
          : `A client of ${entryOf(flow)} runs any command on the server: with \`; …\` or \`$(…)\` in \`${flow.source}\` the shell starts what follows. ${howKnown(flow)}`,
      fix: isRemote
        ? "Look the value up in a fixed list, or let through what a pattern such as `/^[\\w.-]+$/` allows: the shell of the other machine reads the whole text."
        : danger === "program"
          ? "Look the program up in a fixed list and refuse what is not in it."
          : adviceFor(module.textOf(flow.argument), call),
      confidence: flow.certain && flow.exported === null ? "high" : "medium",
      // Whether a caller passes on what strangers send is not to be seen here.
      ...(flow.exported === null ? {} : { severity: "high" as const }),
    }
  },
})

/** What the sender gains; `null` for a list of arguments that no shell ever sees. */
function dangerOf(project: Project, flow: Flow, call: string): "shell" | "program" | null {
  if (flow.node.type !== "CallExpression") return "shell"
  // `const run = promisify(execFile)` is asked for by what it is, not by its name.
  if (!isListCall(originOf(project, flow.module, flow.node.callee) ?? call)) return "shell"
  const [program, ...others] = flow.node.arguments
  const written = (node: Node) => definitionOf(project, flow.module, node)?.node ?? bare(node)
  const options = others.map(written).findLast((each) => each.type === "ObjectExpression")
  const shell = propertyOf(options, "shell")
  if (shell && !(bare(shell).type === "Literal" && (bare(shell) as { value?: unknown }).value === false)) return "shell"
  if (flow.argument === program) return "program"
  return program && isShell(written(program)) && runsText(others[0]) ? "shell" : null
}

function isListCall(call: string): boolean {
  return /(?:spawn|spawnSync|execFile\w*|execa|sync)$/.test(call)
}

function isShell(program: Node): boolean {
  return /(?:^|\/)(?:ba|z|da|k)?sh$|^(?:cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/.test(stringOf(program) ?? "")
}

// `["-c", script]`; what stands behind a script of ours is a parameter of it.
function runsText(list: Node | undefined): boolean {
  const inner = list && bare(list)
  if (inner?.type !== "ArrayExpression") return true
  const at = inner.elements.findIndex((each) => /^(?:-\w*c|\/c|-Command)$/.test(stringOf(each) ?? ""))
  const script = inner.elements[at + 1]
  return at !== -1 && (!script || stringOf(script) === null)
}

function adviceFor(command: string, call: string): string {
  const program = /^[`"']\s*([\w./-]+)\s/.exec(command)?.[1]
  if (!program) return "Start the program without a shell: `execFile(program, [argument, …])`."
  const name = /sync/i.test(call) ? "execFileSync" : "execFile"
  return `Start \`${program}\` without a shell: \`${name}("${program}", [argument, …])\`, and refuse values that begin with \`-\`.`
}
