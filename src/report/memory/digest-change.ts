import { createHash } from "node:crypto"
import type { ChangedFile, Diff } from "../../model/diff.ts"
import type { ChangeDigest } from "../../model/ledger.ts"

// Thirty-six bits: two different lines of one pull request are taken for one about once in a million pull requests.
export const hashLength = 6

// 1.2 MB; a pull request beyond is remembered by its head alone.
const mostLines = 100_000

/** Takes a diff, returns what it adds and deletes in a form that is small enough to keep; `null` when it is too large for that. */
export function digestChange(diff: Diff): ChangeDigest | null {
  const digest: ChangeDigest[number][] = []
  let lines = 0
  for (const file of diff.files) {
    const added = linesOf(file, "RIGHT").map(({ hash }) => hash)
    const deleted = linesOf(file, "LEFT").map(({ hash }) => hash)
    lines += added.length + deleted.length
    if (lines > mostLines) return null
    digest.push({ path: file.path, added: added.join(""), deleted: deleted.join("") })
  }
  return digest
}

/** Takes a changed file, returns the lines of one side that the change touches, in order; lines without a letter or digit say nothing and are left out. */
export function linesOf(file: ChangedFile, side: "RIGHT" | "LEFT"): { readonly line: number; readonly hash: string }[] {
  const kind = side === "RIGHT" ? "added" : "deleted"
  return file.hunks
    .flatMap((hunk) => hunk.lines)
    .flatMap((each) => {
      const line = side === "RIGHT" ? each.newLine : each.oldLine
      return each.kind === kind && line !== null && /[\p{L}\p{N}]/u.test(each.text) ? [{ line, hash: hashOf(each.text) }] : []
    })
}

// Indentation changes when code moves into a block, and says nothing new by itself.
function hashOf(text: string): string {
  return createHash("sha256").update(text.trim()).digest("base64url").slice(0, hashLength)
}
