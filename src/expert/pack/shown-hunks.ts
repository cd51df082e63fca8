import type { ChangedFile, DiffLine, Hunk } from "../../model/diff.ts"
import { splitLines } from "../shown-head.ts"
import type { Clean } from "../shown-head.ts"

/** A line of the head as it is shown. */
export interface ShownLine {
  /** 1-based line of the head. */
  readonly n: number
  readonly text: string
  readonly isAdded: boolean
}

/** A hunk as the model sees it and as its quotes are looked up. */
export interface ShownHunk {
  /** `H1`, `H2`, … over the whole pack. */
  readonly id: string
  readonly path: string
  /** The new side, in order. Empty for a deleted file. */
  readonly lines: readonly ShownLine[]
  /** Lines that were taken out, by the line of the head they stood before. */
  readonly removed: readonly { readonly before: number; readonly texts: readonly string[] }[]
}

/** Takes the files of a pack, returns their hunks cleaned and numbered. The order of files and hunks is kept. */
export async function showHunks(files: readonly ChangedFile[], clean: Clean): Promise<ShownHunk[]> {
  const shown: ShownHunk[] = []
  for (const file of files) for (const hunk of file.hunks) shown.push(await showHunk(`H${shown.length + 1}`, file.path, hunk, clean))
  return shown
}

async function showHunk(id: string, path: string, hunk: Hunk, clean: Clean): Promise<ShownHunk> {
  const kept = hunk.lines.filter((line): line is DiffLine & { newLine: number } => line.newLine !== null)
  const texts = await cleanLines(
    kept.map((line) => line.text),
    clean,
  )
  const gone = hunk.lines.filter((line) => line.kind === "deleted")
  const goneTexts = await cleanLines(
    gone.map((line) => line.text),
    clean,
  )
  const lines = kept.map((line, index) => ({ n: line.newLine, text: texts[index] ?? "", isAdded: line.kind === "added" }))
  return { id, path, lines, removed: groupRemoved(hunk, goneTexts) }
}

function groupRemoved(hunk: Hunk, texts: readonly string[]): ShownHunk["removed"] {
  const groups: { before: number; texts: string[] }[] = []
  let next = hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart
  let index = 0
  for (const line of hunk.lines) {
    if (line.kind !== "deleted") {
      next = (line.newLine ?? next) + 1
      continue
    }
    const text = texts[index++] ?? ""
    const last = groups.at(-1)
    if (last?.before === next) last.texts.push(text)
    else groups.push({ before: next, texts: [text] })
  }
  return groups
}

// Together, because a private key spans many lines.
async function cleanLines(lines: readonly string[], clean: Clean): Promise<string[]> {
  if (lines.length === 0) return []
  const cleaned = splitLines(await clean(lines.join("\n")))
  // A cleaner that breaks its promise must not shift a line number.
  if (cleaned.length === lines.length) return cleaned
  return Promise.all(lines.map(async (line) => (await clean(line)).replaceAll("\n", " ")))
}

/** Takes a hunk, returns its new side as text: `N|` and the code, `N|+` where the line is new. */
export function renderNewSide({ lines }: ShownHunk): string {
  return lines.map(({ n, text, isAdded }) => `${n}|${isAdded ? "+" : " "}${text}`).join("\n")
}

/** Takes a hunk, returns what was taken out as text, each group under the line it stood before. Empty when nothing was. */
export function renderRemoved({ removed }: ShownHunk): string {
  return removed.map(({ before, texts }) => `[stood before ${before}]\n${texts.map((text) => `-${text}`).join("\n")}`).join("\n")
}
