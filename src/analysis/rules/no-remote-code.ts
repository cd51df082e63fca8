import { codeRuns } from "../calls/code-runs.ts"
import { fetchCallBehind } from "../calls/fetched-text.ts"
import type { Fetch } from "../calls/fetched-text.ts"
import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MAX_TEXT = 20_000

export const noRemoteCode = defineRule({
  kind: "source",
  id: "no-remote-code",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "medium",
  title: "What another server answers is run as code",
  why: "Whoever controls that server, its domain or a way to it decides what runs here, with every key of this process, and the repository never shows a change. `vm` does not keep such code in.",
  fix: "Bring the code in as a dependency with a lockfile, or send data and decide here what to do with them.",
  cwe: ["CWE-494", "CWE-829", "CWE-94"],
  yieldsTo: ["no-code-injection", "no-command-injection"],
  needs: { path: "server", text: [/\beval\b|\bFunction\b|\bvm\b|_compile|\bexec|\bspawn|run|import\(|require\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { call, code, as } of codeRuns(project, module)) {
      const source = as === "code" ? fetchCallBehind(project, module, code) : writtenBefore(project, module, call, code)
      const found = source ?? (as === "command" ? fetchCallBehind(project, module, code) : null)
      if (!found) continue
      const run = oneLine(module.textOf("callee" in call ? call.callee : call))
      const fetched = oneLine(found.module.textOf(found.call))
      const what = oneLine(module.textOf(code))
      const asFile = source !== null && as !== "code"
      yield {
        at: call,
        title: `\`${run}\` runs what another server answers`,
        message: `Whoever controls that server or its name decides what runs in this process: \`${what}\` is ${asFile ? "a file with " : ""}what \`${fetched}\` brought${as === "command" && !asFile ? ", and it becomes a command" : ""}.`,
        trace: [
          { path: found.module.path, line: found.module.lineOf(found.call), what: `\`${fetched}\` asks another server` },
          { path: module.path, line: module.lineOf(call), what: `\`${run}\` runs what it answers` },
        ],
      }
    }
  },
})

const WRITES = /^(?:writeFile|writeFileSync|outputFile|outputFileSync|write)$/
const CHECKS = /createHash|createVerify|checksum|integrity|sha(?:256|512)|signature|verif/i
const MAX_WRITES = 20

/** The request whose answer the same function has put into the file that is loaded or started, where nothing compares a hash. */
function writtenBefore(project: Project, module: SourceModule, run: Node, named: Node): Fetch | null {
  const owner = enclosingFunction(run)
  if (!owner || CHECKS.test(module.namesOf(owner).slice(0, MAX_TEXT))) return null
  const names = new Set([...descendants(named)].flatMap((each) => (each.type === "Identifier" ? [each.name] : [])))
  let asked = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.start < owner.start || call.end > run.start || !WRITES.test(propertyName(call.callee) ?? calleeName(call.callee))) continue
    const [file, content] = call.arguments
    if (file?.type !== "Identifier" || !names.has(file.name) || !content || ++asked > MAX_WRITES) continue
    const found = fetchCallBehind(project, module, content)
    if (found && !CHECKS.test(found.module.namesOf(enclosingFunction(found.call) ?? found.module.program).slice(0, MAX_TEXT))) return found
  }
  return null
}

function calleeName(callee: Node): string {
  return callee.type === "Identifier" ? callee.name : ""
}
