import { isTestPath } from "../classify.ts"
import { codeRuns } from "../calls/code-runs.ts"
import { writtenInCode } from "../calls/decoded-text.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"

export const noHiddenCode = defineRule({
  kind: "source",
  id: "no-hidden-code",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "Code that nobody can read is decoded and run",
  why: "What stands in the source as letters and digits of an encoding is read by no reviewer and found by no search. Stolen accounts of maintainers put their code into packages in this way.",
  fix: "Write the code, the command or the name of the module as it is.",
  cwe: ["CWE-506"],
  needs: {
    path: "no test",
    text: [
      /\beval\b|\bFunction\b|\bvm\b|_compile|\bexec|\bspawn|\bfork\b|require|import/,
      /\batob\b|["'](?:hex|base64(?:url)?)["']|fromCharCode|unescape|reverse\(\)/,
    ],
  },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    for (const { call, code, as } of codeRuns(project, module)) {
      const hidden = writtenInCode(project, module, code)
      if (hidden === null) continue
      const run = oneLine(module.textOf("callee" in call ? call.callee : call))
      const what = as === "module" ? "the name of the module" : as === "command" ? "the command" : "the code"
      yield {
        at: call,
        title: `\`${run}\` is given a text in disguise`,
        message: `No reader sees what runs here: ${what} is written as \`${oneLine(hidden)}\` and decoded before it is used.`,
      }
    }
  },
})
