import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"

const WRITES =
  /^(?:fs|fs\/promises|fs-extra|fs\.promises)\.(?:promises\.)?(?:(f?chmod|lchmod)(?:Sync)?|(?:writeFile|appendFile|mkdir|open|createWriteStream|outputFile|ensureDir)(?:Sync)?)$/

export const noWorldWritableFile = defineRule({
  kind: "source",
  id: "no-world-writable-file",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "Every account of the machine may change this file",
  why: "What everybody may write, everybody may replace: another service on the host, or whoever got into one, changes what this one reads, serves or runs.",
  fix: "Give the owner the right to write and nobody else: `0o644` for files, `0o755` for folders, `0o600` for secrets.",
  cwe: ["CWE-732", "CWE-276"],
  needs: { path: "server", words: ["chmod", "chmodSync", "fchmod", "fchmodSync", "lchmod", "mode", "umask"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/chmod|mode|umask/.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const origin = originOf(project, module, node.callee) ?? ""
      const [first, second] = node.arguments
      // Who keeps what it was puts it back.
      if (origin === "globalThis.process.umask" && first && modeOf(first) === 0 && node.parent?.type === "ExpressionStatement") {
        yield {
          at: node,
          title: "Every file the process makes may be changed by everybody",
          message:
            "Each account of the machine may change whatever this process writes from here on: `umask(0)` takes no right away from anyone.",
          fix: "Remove the call, or use `0o027`.",
        }
        continue
      }
      const match = WRITES.exec(origin)
      if (!match || !first || /\.sock\b|socket/i.test(module.textOf(first))) continue
      const mode = match[1] === undefined ? node.arguments.map((each) => propertyOf(each, "mode")).find((each) => each !== null) : second
      const value = mode ? modeOf(mode) : null
      if (!mode || value === null || (value & 0o002) === 0) continue
      const isRun = (value & 0o111) !== 0
      yield {
        at: node,
        message: `Whoever has an account on the machine replaces what \`${module.textOf(first).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)}\` holds: mode \`${module.textOf(mode)}\` lets everybody write.`,
        edits: [{ start: mode.start, end: mode.end, text: isRun ? "0o755" : "0o644" }],
      }
    }
  },
})

/** The rights a mode stands for: `0o777`, `511`, `"777"`. */
function modeOf(node: Node): number | null {
  const inner = bare(node)
  if (inner.type !== "Literal") return null
  if (typeof inner.value === "number") return inner.value
  return typeof inner.value === "string" && /^(?:0o?)?[0-7]{3,4}$/.test(inner.value)
    ? Number.parseInt(inner.value.replace("0o", ""), 8)
    : null
}
