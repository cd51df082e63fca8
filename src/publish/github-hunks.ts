import { withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { InlineComment } from "../model/review.ts"

/** One hunk as GitHub shows it: the lines that a comment may stand on. */
interface ShownHunk {
  readonly right: ReadonlySet<number>
  readonly left: ReadonlySet<number>
}

/** The changed files that were asked for, by path; a file without a printable patch has no hunks. */
export type ShownFiles = ReadonlyMap<string, readonly ShownHunk[]>

/** Reads GitHub's own hunks of these paths: they decide where a comment can stand, not ours. Stops at the page that has the last one. */
export async function readShownFiles(
  api: GitHubApi,
  { owner, name, number }: PullRequestRef,
  paths: ReadonlySet<string>,
): Promise<ShownFiles> {
  const shown = new Map<string, readonly ShownHunk[]>()
  if (paths.size === 0) return shown
  await withGitHubErrors("list the changed files", () =>
    api.paginate(api.rest.pulls.listFiles, { owner, repo: name, pull_number: number, per_page: 100 }, ({ data }, done) => {
      for (const file of data) if (paths.has(file.filename)) shown.set(file.filename, parseHunks(file.patch ?? ""))
      if (shown.size === paths.size) done()
      return []
    }),
  )
  return shown
}

/** True when GitHub would accept the comment: both ends are on lines that it shows, in one hunk. */
export function isShown(
  files: ShownFiles,
  { path, line, startLine, side }: Pick<InlineComment, "path" | "line" | "startLine" | "side">,
): boolean {
  const hunks = files.get(path) ?? []
  return hunks.some((hunk) => {
    const lines = side === "RIGHT" ? hunk.right : hunk.left
    return lines.has(line) && (startLine === null || (startLine < line && lines.has(startLine)))
  })
}

/** Takes the `patch` of one file, returns its hunks. Unknown lines are passed over. */
export function parseHunks(patch: string): ShownHunk[] {
  const hunks: { right: Set<number>; left: Set<number> }[] = []
  let oldLine = 0
  let newLine = 0
  for (const text of patch.split("\n")) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text)
    const hunk = hunks.at(-1)
    if (header !== null) {
      oldLine = Number(header[1])
      newLine = Number(header[2])
      hunks.push({ right: new Set(), left: new Set() })
    } else if (text.startsWith("+")) hunk?.right.add(newLine++)
    else if (text.startsWith("-")) hunk?.left.add(oldLine++)
    else if (text.startsWith(" ") || text === "") {
      hunk?.right.add(newLine++)
      oldLine++
    }
  }
  return hunks
}
