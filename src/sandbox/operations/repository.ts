import { findRole } from "../actor.ts"
import { diffCommits, readDiffText } from "../diff.ts"
import { findMergeBase, readGit, resolveCommit, resolveRevision, runGit, tryGit } from "../git.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { repositoryOperation } from "../operation.ts"
import { Refusal, notFound, reply } from "../reply.ts"
import { renderCommit, renderFileChange } from "../representations/commit.ts"
import { renderFullRepository } from "../representations/repository.ts"
import { renderUser } from "../representations/user.ts"
import type { Repository } from "../records.ts"
import { fullName, nodeId } from "../world.ts"

/** GitHub's own limits of the compare answer. */
const maxComparedFiles = 300
const maxComparedCommits = 250

/** The contents endpoint gives full bodies up to one megabyte. */
const maxContentBytes = 1_048_576

/** Repositories, their contents, commits and git objects. */
export const repositoryOperations: readonly Operation[] = [
  repositoryOperation("repos/get", ["metadata=read"], (call) => reply(200, renderFullRepository(call, call.repository))),

  repositoryOperation("repos/get-collaborator-permission-level", ["metadata=read"], (call) => {
    const user = call.world.findUser(call.parameters["username"] ?? "")
    if (user === undefined) throw notFound()
    const role = findRole(call.repository, user)
    // The older field knows three words only.
    const permission = role === null ? "none" : role === "maintain" ? "write" : role === "triage" ? "read" : role
    const can = (...roles: string[]): boolean => role !== null && roles.includes(role)
    return reply(200, {
      permission,
      role_name: role ?? "none",
      user: {
        ...renderUser(call.links, user),
        role_name: role ?? "none",
        permissions: {
          pull: role !== null,
          triage: can("triage", "write", "maintain", "admin"),
          push: can("write", "maintain", "admin"),
          maintain: can("maintain", "admin"),
          admin: can("admin"),
        },
      },
    })
  }),

  repositoryOperation("repos/get-branch-rules", ["metadata=read"], () => reply(200, [])),

  repositoryOperation("repos/get-content", ["contents=read"], async (call) => {
    const { repository, parameters, query } = call
    const path = (parameters["path"] ?? "").replace(/^\/+|\/+$/g, "")
    const revision = query.get("ref") ?? repository.defaultBranch
    const commit = await requireCommit(repository, revision, () => new Refusal(404, `No commit found for the ref ${revision}`))
    const found = path === "" ? null : ((await listTree(repository, commit, path))[0] ?? null)
    if (path !== "" && (found === null || found.type === "commit")) throw notFound()
    if (found === null || found.type === "tree") {
      const entries = await listTree(repository, found?.id ?? commit)
      return reply(
        200,
        entries.map((entry) => renderEntry(call, entry, path === "" ? entry.path : `${path}/${entry.path}`, commit)),
      )
    }
    const content = await runGit(repository.gitDirectory, ["cat-file", "blob", found.id])
    const accept = call.headers.accept ?? ""
    if (accept.includes("raw"))
      return reply(200, content.toString("utf8"), { "content-type": "application/vnd.github.raw+json; charset=utf-8" })
    if (content.length > maxContentBytes) return reply(200, { ...renderEntry(call, found, path, commit), encoding: "none", content: "" })
    return reply(200, {
      ...renderEntry(call, found, path, commit),
      encoding: "base64",
      content: content.toString("base64").replace(/(.{60})/g, "$1\n"),
    })
  }),

  repositoryOperation("repos/compare-commits-with-basehead", ["contents=read"], compareCommits),

  repositoryOperation("repos/get-commit", ["contents=read"], async (call) => {
    const { repository, links } = call
    const revision = call.parameters["ref"] ?? ""
    const sha = await requireCommit(repository, revision, () => new Refusal(422, `No commit found for SHA: ${revision}`))
    const parent = await resolveCommit(repository.gitDirectory, `${sha}^`)
    const files = await diffCommits(repository.gitDirectory, parent ?? (await emptyTree(repository)), sha)
    const additions = files.reduce((sum, file) => sum + file.additions, 0)
    const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
    return reply(200, {
      ...(await renderCommit({ world: call.world, links }, repository, sha)),
      stats: { total: additions + deletions, additions, deletions },
      files: files.slice(0, maxComparedFiles).map((file) => renderFileChange(call, repository, sha, file)),
    })
  }),

  repositoryOperation("git/get-tree", ["contents=read"], async (call) => {
    const { repository, links } = call
    const tree = await tryGit(repository.gitDirectory, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--end-of-options",
      `${call.parameters["tree_sha"] ?? ""}^{tree}`,
    ])
    if (tree === null) throw notFound()
    const recursive = call.query.has("recursive") ? ["-r", "-t"] : []
    const output = (await runGit(repository.gitDirectory, ["ls-tree", "-l", "-z", ...recursive, tree])).toString()
    const url = `${links.api}/repos/${fullName(repository)}/git`
    const entries = parseTree(output).map((entry) => ({
      path: entry.path,
      mode: entry.mode,
      type: entry.type,
      sha: entry.id,
      ...(entry.size === null ? {} : { size: entry.size }),
      ...(entry.type === "commit" ? {} : { url: `${url}/${entry.type}s/${entry.id}` }),
    }))
    return reply(200, { sha: tree, url: `${url}/trees/${tree}`, tree: entries.slice(0, 100_000), truncated: entries.length > 100_000 })
  }),

  repositoryOperation("git/get-blob", ["contents=read"], async (call) => {
    const { repository, links } = call
    const sha = call.parameters["file_sha"] ?? ""
    if (!/^[0-9a-f]{40}$/.test(sha) || (await tryGit(repository.gitDirectory, ["cat-file", "-t", sha])) !== "blob") throw notFound()
    const content = await runGit(repository.gitDirectory, ["cat-file", "blob", sha])
    return reply(200, {
      sha,
      node_id: nodeId("B", Number.parseInt(sha.slice(0, 12), 16)),
      size: content.length,
      url: `${links.api}/repos/${fullName(repository)}/git/blobs/${sha}`,
      content: content.toString("base64"),
      encoding: "base64",
    })
  }),

  repositoryOperation("git/get-ref", ["contents=read"], async (call) => {
    const { repository, links } = call
    const reference = `refs/${call.parameters["ref"] ?? ""}`
    const sha = await tryGit(repository.gitDirectory, ["show-ref", "--verify", "--hash", reference])
    if (sha === null) throw notFound()
    const url = `${links.api}/repos/${fullName(repository)}/git`
    return reply(200, {
      ref: reference,
      node_id: nodeId("REF", Number.parseInt(sha.slice(0, 12), 16)),
      url: `${url}/${reference}`,
      object: { type: "commit", sha, url: `${url}/commits/${sha}` },
    })
  }),
]

interface TreeEntry {
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly size: number | null
  readonly path: string
}

async function compareCommits(call: RepositoryCall): Promise<ReturnType<typeof reply>> {
  const { repository, links } = call
  const [baseName = "", headName = ""] = (call.parameters["basehead"] ?? "").split(/\.{2,3}/)
  const base = await requireCommit(repository, stripOwner(baseName), notFound)
  const head = await requireCommit(repository, stripOwner(headName), notFound)
  const mergeBase = await findMergeBase(repository.gitDirectory, base, head)
  if (/application\/vnd\.github\.(v3\.)?diff/.test(call.headers.accept ?? "")) {
    return reply(200, await readDiffText(repository.gitDirectory, mergeBase, head), {
      "content-type": "application/vnd.github.diff; charset=utf-8",
    })
  }
  const [behind = 0, ahead = 0] = (await readGit(repository.gitDirectory, ["rev-list", "--left-right", "--count", `${base}...${head}`]))
    .split("\t")
    .map(Number)
  const commits = (await readGit(repository.gitDirectory, ["rev-list", "--reverse", "--topo-order", `${base}..${head}`]))
    .split("\n")
    .filter((sha) => sha !== "")
  // With paging only the first page has files.
  const perPage = Math.min(100, Number(call.query.get("per_page") ?? maxComparedCommits)) || maxComparedCommits
  const page = Number(call.query.get("page") ?? 1) || 1
  const shown =
    call.query.has("page") || call.query.has("per_page")
      ? commits.slice((page - 1) * perPage, page * perPage)
      : commits.slice(0, maxComparedCommits)
  const files = page > 1 ? [] : await diffCommits(repository.gitDirectory, mergeBase, head)
  const html = `${links.web}/${fullName(repository)}/compare/${base}...${head}`
  return reply(200, {
    url: `${links.api}/repos/${fullName(repository)}/compare/${base}...${head}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: await renderCommit(call, repository, base),
    merge_base_commit: await renderCommit(call, repository, mergeBase),
    status: ahead === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged",
    ahead_by: ahead,
    behind_by: behind,
    total_commits: commits.length,
    commits: await Promise.all(shown.map((sha) => renderCommit(call, repository, sha))),
    files: files.slice(0, maxComparedFiles).map((file) => renderFileChange(call, repository, head, file)),
  })
}

// `owner:branch` names a fork; its objects are in the parent once there is a pull request.
function stripOwner(name: string): string {
  return name.split(":").at(-1) ?? name
}

async function requireCommit(repository: Repository, revision: string, refusal: () => Refusal): Promise<string> {
  const sha = await resolveRevision(repository.gitDirectory, revision)
  if (sha === null) throw refusal()
  return sha
}

async function emptyTree(repository: Repository): Promise<string> {
  return (await runGit(repository.gitDirectory, ["hash-object", "-w", "-t", "tree", "--stdin"])).toString().trim()
}

/** Entries of a tree, or the one entry of `path` in it. */
async function listTree(repository: Repository, tree: string, path?: string): Promise<TreeEntry[]> {
  return parseTree(
    (
      await runGit(repository.gitDirectory, [
        "--literal-pathspecs",
        "ls-tree",
        "-l",
        "-z",
        tree,
        ...(path === undefined ? [] : ["--", path]),
      ])
    ).toString(),
  )
}

function parseTree(output: string): TreeEntry[] {
  return output
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [mode = "", type = "", id = "", size = "-"] = line.slice(0, line.indexOf("\t")).split(/ +/)
      return { mode, type, id, size: size === "-" ? null : Number(size), path: line.slice(line.indexOf("\t") + 1) }
    })
}

function renderEntry({ links, repository }: RepositoryCall, entry: TreeEntry, path: string, commit: string): Record<string, unknown> {
  const escaped = path.split("/").map(encodeURIComponent).join("/")
  const self = `${links.api}/repos/${fullName(repository)}/contents/${escaped}?ref=${commit}`
  const git = `${links.api}/repos/${fullName(repository)}/git/${entry.type === "tree" ? "trees" : "blobs"}/${entry.id}`
  const html = `${links.web}/${fullName(repository)}/${entry.type === "tree" ? "tree" : "blob"}/${commit}/${escaped}`
  return {
    name: path.split("/").at(-1),
    path,
    sha: entry.id,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === "blob" ? `${links.web}/${fullName(repository)}/raw/${commit}/${escaped}` : null,
    // Submodules are listed as files in directories, for compatibility with the time before them.
    type: entry.type === "tree" ? "dir" : entry.mode === "120000" ? "symlink" : "file",
    _links: { self, git, html },
  }
}
