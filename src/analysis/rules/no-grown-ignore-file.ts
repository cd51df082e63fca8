import picomatch from "picomatch"
import { classifyPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

interface Tool {
  readonly file: RegExp
  readonly tool: string
  readonly isForReport?: true
  readonly effect: { readonly one: string; readonly many: string }
}

const TOOLS: readonly Tool[] = [
  { file: /(?:^|\/)\.eslintignore$/, tool: "ESLint", effect: { one: "it is no longer linted", many: "they are no longer linted" } },
  {
    file: /(?:^|\/)\.prettierignore$/,
    tool: "Prettier",
    // How a file looks is a matter of taste.
    isForReport: true,
    effect: {
      one: "it is no longer formatted, so the next change to it shows formatting and content in one",
      many: "they are no longer formatted, so the next change to them shows formatting and content in one",
    },
  },
]

export const noGrownIgnoreFile = defineRule({
  kind: "change",
  id: "no-grown-ignore-file",
  section: "maintainability",
  practice: "code-quality",
  severity: "low",
  confidence: "medium",
  title: "Source files are taken from the linter or the formatter",
  why: "What is ignored is ignored for everybody and for every later change, and nothing reminds of it. One rule switched off in one place keeps the rest checked.",
  fix: "Mend the files or switch off the one rule that is in the way; leave generated files to the list.",
  cwe: [],
  *check({ head, diff, change }) {
    for (const file of diff.files) {
      const known = TOOLS.find((each) => each.file.test(file.path))
      if (!known || file.status === "deleted" || file.oldPath === null) continue
      const lines = (head.textOf(file.path) ?? "").split("\n")
      for (const [index, line] of lines.entries()) {
        const pattern = line.trim()
        if (!change.isAdded(file.path, index + 1) || pattern === "" || /^[#!]/.test(pattern)) continue
        const hidden = sourcesMatching(head, folderOf(file.path), pattern)
        const first = hidden[0]
        if (first === undefined) continue
        yield {
          path: file.path,
          at: { line: index + 1 },
          ...(known.isForReport ? { confidence: "low" as const } : {}),
          edits: [{ start: offsetOf(lines, index), end: offsetOf(lines, index) + line.length, text: "" }],
          title: `${known.tool} no longer looks at ${hidden.length === 1 ? first : `${hidden.length} source files`}`,
          message: `\`${pattern.replaceAll("`", "'").slice(0, 60)}\` matches ${hidden
            .slice(0, 3)
            .map((each) => `\`${each}\``)
            .join(
              ", ",
            )}${hidden.length > 3 ? ` and ${hidden.length - 3} more` : ""}: ${hidden.length === 1 ? known.effect.one : known.effect.many}.`,
          key: `ignored ${pattern}`,
        }
      }
    }
  },
})

function offsetOf(lines: readonly string[], index: number): number {
  return lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0)
}

function sourcesMatching(head: Project, folder: string, pattern: string): string[] {
  const bare = pattern.replace(/^\/|\/$/g, "").slice(0, 200)
  const anywhere = !bare.includes("/") && !pattern.startsWith("/")
  const matches = picomatch(anywhere ? [`**/${bare}`, `**/${bare}/**`] : [bare, `${bare}/**`], { dot: true })
  const inside = (path: string) => (folder === "" ? path : path.slice(folder.length + 1))
  return head.sourcePaths.filter(
    (path) =>
      (folder === "" || path.startsWith(`${folder}/`)) &&
      classifyPath(path) === "source" &&
      !/(?:^|\/)(?:generated|gen|vendor|dist|build|coverage|docs?|examples?|migrations?|public|assets)\/|\.min\.|\.d\.ts$|\.gen\./.test(
        path,
      ) &&
      !/@generated|auto-?generated/i.test((head.textOf(path) ?? "").slice(0, 500)) &&
      matches(inside(path)),
  )
}
