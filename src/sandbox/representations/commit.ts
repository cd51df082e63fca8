import type { FileChange } from "../diff.ts"
import { readGit } from "../git.ts"
import type { Scene } from "../scene.ts"
import type { Repository } from "../records.ts"
import { fullName, nodeId } from "../world.ts"

interface CommitSignature {
  readonly name: string
  readonly email: string
  /** ISO 8601 in UTC. */
  readonly date: string
}

export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: CommitSignature
  readonly committer: CommitSignature
  readonly message: string
}

/** Takes a commit id; returns what git knows of it. */
export async function readCommit(repository: Repository, sha: string): Promise<Commit> {
  const format = ["%H", "%T", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B"].join("%x00")
  const fields = (await readGit(repository.gitDirectory, ["show", "--no-patch", `--format=${format}`, "--end-of-options", sha])).split("\0")
  const [
    id = "",
    tree = "",
    parents = "",
    authorName = "",
    authorEmail = "",
    authorTime = "",
    committerName = "",
    committerEmail = "",
    committerTime = "",
    message = "",
  ] = fields
  return {
    sha: id,
    tree,
    parents: parents === "" ? [] : parents.split(" "),
    author: { name: authorName, email: authorEmail, date: formatSeconds(authorTime) },
    committer: { name: committerName, email: committerEmail, date: formatSeconds(committerTime) },
    message: message.trimEnd(),
  }
}

/** Takes a commit id; returns the REST form of the commit. */
export async function renderCommit({ links }: Scene, repository: Repository, sha: string): Promise<Record<string, unknown>> {
  const commit = await readCommit(repository, sha)
  const api = `${links.api}/repos/${fullName(repository)}`
  const html = `${links.web}/${fullName(repository)}`
  return {
    sha: commit.sha,
    node_id: nodeId("C", Number.parseInt(commit.sha.slice(0, 12), 16)),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((parent) => ({ sha: parent, url: `${api}/commits/${parent}`, html_url: `${html}/commit/${parent}` })),
  }
}

/** Takes a changed file; returns the REST form of `…/files`, `compare` and commits. No mode: GitHub does not tell it. */
export function renderFileChange({ links }: Scene, repository: Repository, head: string, file: FileChange): Record<string, unknown> {
  const path = file.filename.split("/").map(encodeURIComponent).join("/")
  const html = `${links.web}/${fullName(repository)}`
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${head}/${path}`,
    raw_url: `${html}/raw/${head}/${path}`,
    contents_url: `${links.api}/repos/${fullName(repository)}/contents/${path}?ref=${head}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousFilename === null ? {} : { previous_filename: file.previousFilename }),
  }
}

function formatSeconds(seconds: string): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`
}
