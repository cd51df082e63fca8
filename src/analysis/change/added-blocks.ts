import type { ChangedFile } from "../../model/diff.ts"

/** Neighbouring lines that a change adds. */
export interface AddedBlock {
  /** 1-based line of the first one, at the head. */
  readonly line: number
  readonly texts: readonly string[]
}

/** The lines that a change adds to a file, in blocks without a gap. Empty where the hunks were left out. */
export function addedBlocks(file: ChangedFile): AddedBlock[] {
  const blocks: { line: number; texts: string[] }[] = []
  let next = -1
  for (const { lines } of file.hunks)
    for (const { kind, newLine, text } of lines) {
      if (kind !== "added" || newLine === null) continue
      const block = blocks.at(-1)
      if (block && newLine === next) block.texts.push(text)
      else blocks.push({ line: newLine, texts: [text] })
      next = newLine + 1
    }
  return blocks
}
