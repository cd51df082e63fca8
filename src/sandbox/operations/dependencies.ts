import { findMergeBase, tryGit } from "../git.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { openOperation, repositoryOperation } from "../operation.ts"
import { Refusal, notFound, reply } from "../reply.ts"

/** The dependency review between two commits, from the lockfiles of npm; and the advisory database. */
export const dependencyOperations: readonly Operation[] = [
  repositoryOperation("dependency-graph/diff-range", ["contents=read"], async (call) => {
    if (call.repository.hasDependencyGraph === false)
      throw new Refusal(403, "Dependency review is not supported on this repository. Please ensure that Dependency graph is enabled.")
    const [base = "", head = ""] = (call.parameters["basehead"] ?? "").split("...")
    const since = await findMergeBase(call.repository.gitDirectory, base, head)
    if (since === null) throw notFound()
    // As on GitHub, a page beyond the first is there to be asked for and empty.
    if (Number(call.query.get("page") ?? 1) > 1) return reply(200, [])
    const [before, after] = [await readLockfile(call, since), await readLockfile(call, head)]
    const only = (mine: Locked[], others: Locked[]) =>
      mine.filter((each) => !others.some((other) => other.name === each.name && other.version === each.version))
    return reply(200, [
      ...only(after, before).map((each) => renderChange(call, each, "added")),
      ...only(before, after).map((each) => renderChange(call, each, "removed")),
    ])
  }),

  openOperation("security-advisories/get-global-advisory", (call) => {
    const advisory = call.world.advisories.find(({ id }) => id === call.parameters["ghsa_id"])
    if (advisory === undefined) throw notFound()
    const page = `https://github.com/advisories/${advisory.id}`
    return reply(200, {
      ghsa_id: advisory.id,
      cve_id: null,
      url: `${call.links.api}/advisories/${advisory.id}`,
      html_url: page,
      repository_advisory_url: null,
      summary: advisory.summary,
      description: advisory.summary,
      type: "reviewed",
      severity: advisory.severity === "moderate" ? "medium" : advisory.severity,
      source_code_location: null,
      identifiers: [{ type: "GHSA", value: advisory.id }],
      references: [page],
      published_at: call.world.clock.iso(),
      updated_at: call.world.clock.iso(),
      github_reviewed_at: call.world.clock.iso(),
      nvd_published_at: null,
      withdrawn_at: null,
      vulnerabilities: [
        {
          package: { ecosystem: "npm", name: advisory.name },
          vulnerable_version_range: `= ${advisory.version}`,
          first_patched_version: advisory.fixedIn,
          vulnerable_functions: null,
        },
      ],
      cvss: null,
      cwes: [{ cwe_id: advisory.cwe, name: advisory.cwe }],
      credits: null,
    })
  }),
]

interface Locked {
  readonly name: string
  readonly version: string
  readonly license: string | null
  readonly isDevelopment: boolean
}

const lockfile = "package-lock.json"

async function readLockfile({ repository }: RepositoryCall, commit: string): Promise<Locked[]> {
  const text = (await tryGit(repository.gitDirectory, ["cat-file", "blob", `${commit}:${lockfile}`]))?.toString() ?? "{}"
  const document = JSON.parse(text) as { packages?: Record<string, { version?: string; license?: string; dev?: boolean }> }
  return Object.entries(document.packages ?? {}).flatMap(([key, entry]) => {
    const at = key.lastIndexOf("node_modules/")
    return at === -1
      ? []
      : {
          name: key.slice(at + "node_modules/".length),
          version: entry.version ?? "",
          license: entry.license ?? null,
          isDevelopment: entry.dev ?? false,
        }
  })
}

function renderChange({ world }: RepositoryCall, { name, version, license, isDevelopment }: Locked, change: "added" | "removed") {
  return {
    change_type: change,
    manifest: lockfile,
    ecosystem: "npm",
    name,
    version,
    package_url: `pkg:npm/${encodeURIComponent(name)}@${version}`,
    license,
    source_repository_url: null,
    scope: isDevelopment ? "development" : "runtime",
    vulnerabilities: world.advisories
      .filter((advisory) => advisory.name === name && advisory.version === version)
      .map((advisory) => ({
        severity: advisory.severity,
        advisory_ghsa_id: advisory.id,
        advisory_summary: advisory.summary,
        advisory_url: `https://github.com/advisories/${advisory.id}`,
      })),
  }
}
