import type { ChangedFile, Diff, DiffLine } from "../../model/diff.ts"
import { isSourcePath } from "../source/project.ts"
import type { Project } from "../source/project.ts"

const known = new WeakMap<Diff, Diff>()

/**
 * The diff with the comments of its lines blank, also where a comment began on a line above: what a change does, whatever it says of it. Kept with
 * the diff, so that what is found out about it can be kept as well.
 */
export function codeOfDiff(base: Project, head: Project, diff: Diff): Diff {
  let code = known.get(diff)
  if (code === undefined) known.set(diff, (code = { ...diff, files: diff.files.map((file) => codeOfFile(base, head, file)) }))
  return code
}

function codeOfFile(base: Project, head: Project, file: ChangedFile): ChangedFile {
  if (!isSourcePath(file.path)) return file
  const before = file.oldPath === null ? null : base.moduleOf(file.oldPath)
  const after = file.status === "deleted" ? null : head.moduleOf(file.path)
  const codeOfLine = (line: DiffLine): DiffLine => {
    const [module, number] = line.newLine === null ? [before, line.oldLine] : [after, line.newLine]
    if (module === null || number === null || number > module.lines.count) return line
    return { ...line, text: module.code.slice(module.lines.startOf(number), module.lines.endOf(number)) }
  }
  return { ...file, hunks: file.hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map(codeOfLine) })) }
}
