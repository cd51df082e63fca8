import { SupersededError } from "../errors.ts"
import { hasStatus, withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { PullRequest, PullRequestRef, RepositoryRef } from "../model/pull-request.ts"

/** Reads a pull request as it stands now. @throws SupersededError when it, or the repository that the job meant, is gone. */
export async function readPullRequest(api: GitHubApi, ref: PullRequestRef): Promise<PullRequest> {
  const { data } = await withGitHubErrors("read the pull request", () =>
    api.rest.pulls.get({ owner: ref.owner, repo: ref.name, pull_number: ref.number }).catch((error: unknown) => {
      throw hasStatus(error, 404, 410) ? new SupersededError("the pull request is gone, or the App may no longer see it") : error
    }),
  )
  const { repo } = data.base
  // A renamed repository leaves its name to whoever takes it; the numeric id is the identity.
  if (repo.id !== ref.repositoryId) throw new SupersededError("another repository has this name now")
  const [owner = ref.owner, name = ref.name] = repo.full_name.split("/")
  return {
    installationId: ref.installationId,
    repositoryId: repo.id,
    owner,
    name,
    number: data.number,
    title: data.title,
    body: data.body ?? "",
    // A deleted account is `null` in the answer, whatever the description says.
    author: { id: data.user?.id ?? 0, login: data.user?.login ?? "ghost", isBot: data.user?.type === "Bot" },
    state: data.state === "open" ? "open" : "closed",
    draft: data.draft ?? false,
    labels: data.labels.map((label) => label.name),
    base: { ref: data.base.ref, sha: data.base.sha },
    head: { ref: data.head.ref, sha: data.head.sha },
    // The repository of a deleted fork is `null`.
    fromFork: (data.head.repo as { id: number } | null)?.id !== repo.id,
    changedFiles: data.changed_files,
    cloneUrl: repo.clone_url,
    htmlUrl: data.html_url,
  }
}

// A repository with more open pull requests has the newest of them looked at; GitHub lists those first.
const mostListed = 500

/** Returns the numbers of the open pull requests whose head is this commit, newest first. */
export async function listPullRequestsOf(api: GitHubApi, { owner, name }: RepositoryRef, headSha: string): Promise<number[]> {
  let seen = 0
  const open = await withGitHubErrors("list the pull requests", () =>
    api.paginate(api.rest.pulls.list, { owner, repo: name, state: "open", per_page: 100 }, ({ data }, done) => {
      seen += data.length
      if (seen >= mostListed) done()
      return data
    }),
  )
  return open.filter(({ head }) => head.sha === headSha).map(({ number }) => number)
}

/** Returns the first lines of the commits' messages, oldest first; a hundred at the most, because no more are worth a question. */
export async function readCommitSubjects(api: GitHubApi, { owner, name, number }: PullRequestRef): Promise<string[]> {
  const { data } = await withGitHubErrors("list the commits", () =>
    api.rest.pulls.listCommits({ owner, repo: name, pull_number: number, per_page: 100 }),
  )
  return data.map(({ commit }) => commit.message.split("\n", 1)[0] ?? "")
}

/** Returns the commit that the change starts from, or `null` when GitHub cannot tell (no common history, branch gone). */
export async function readMergeBase(api: GitHubApi, { owner, name, base, head }: PullRequest): Promise<string | null> {
  return withGitHubErrors("compare head and base", async () => {
    try {
      const { data } = await api.rest.repos.compareCommitsWithBasehead({
        owner,
        repo: name,
        basehead: `${base.sha}...${head.sha}`,
        per_page: 1,
      })
      return data.merge_base_commit.sha
    } catch (error) {
      if (hasStatus(error, 404, 422)) return null
      throw error
    }
  })
}

/** Returns blob id to bytes for the tree of the head; incomplete when GitHub truncates the tree, empty when it does not know the commit. */
export async function readBlobSizes(api: GitHubApi, { owner, name, head }: PullRequest): Promise<ReadonlyMap<string, number>> {
  return withGitHubErrors("list the files of the head", async () => {
    try {
      const { data } = await api.rest.git.getTree({ owner, repo: name, tree_sha: head.sha, recursive: "1" })
      return new Map(
        data.tree.flatMap((entry) => (entry.type === "blob" && entry.size !== undefined ? [[entry.sha, entry.size] as const] : [])),
      )
    } catch (error) {
      if (hasStatus(error, 404, 409, 422)) return new Map<string, number>()
      throw error
    }
  })
}

/** Returns the text of the repository's settings at the tip of the base branch, or `null` when there is none. */
export async function readPolicyFile(api: GitHubApi, { owner, name, base }: PullRequest): Promise<string | null> {
  return withGitHubErrors("read .github/expert.yml", async () => {
    try {
      const { data } = await api.rest.repos.getContent({ owner, repo: name, path: ".github/expert.yml", ref: base.sha })
      if (Array.isArray(data) || data.type !== "file" || !("content" in data)) return null
      return Buffer.from(data.content, "base64").toString("utf8")
    } catch (error) {
      if (hasStatus(error, 404)) return null
      throw error
    }
  })
}

/** Returns the text of a file at the head: empty when it was deleted, `null` when GitHub does not tell (too large, commit gone). */
export async function readHeadFile(api: GitHubApi, { owner, name, head }: PullRequest, path: string): Promise<string | null> {
  return withGitHubErrors("read a file of the head", async () => {
    try {
      const { data } = await api.rest.repos.getContent({ owner, repo: name, path, ref: head.sha })
      if (Array.isArray(data) || data.type !== "file" || !("content" in data) || data.encoding !== "base64") return null
      return Buffer.from(data.content, "base64").toString("utf8")
    } catch (error) {
      if (!hasStatus(error, 404)) throw error
      return /no commit found/i.test(error instanceof Error ? error.message : "") ? null : ""
    }
  })
}
