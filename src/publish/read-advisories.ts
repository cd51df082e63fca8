import semver from "semver"
import { classifyGitHubError, hasStatus } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { Advisory, AdvisoryReport } from "../model/advisory.ts"
import type { Severity } from "../model/finding.ts"
import type { PullRequest } from "../model/pull-request.ts"

type DependencyChange = Awaited<ReturnType<GitHubApi["rest"]["dependencyGraph"]["diffRange"]>>["data"][number]

// Each is a request; a change that brings in more has one thing to do, and the first ones say what.
const MAX_LOOKED_UP = 12
const severities: Readonly<Record<string, Severity>> = {
  critical: "critical",
  high: "high",
  moderate: "medium",
  medium: "medium",
  low: "low",
}

/**
 * Asks GitHub's dependency review which known vulnerabilities come with the change from `baseSha` to the head, and the advisory database in which
 * version each is gone. Never throws: what cannot be had is `unknown` with the reason, because a review without it is still a review.
 */
export async function readAdvisories(api: GitHubApi, { owner, name, head }: PullRequest, baseSha: string): Promise<AdvisoryReport> {
  try {
    // Pages like a list, although the description does not say so; GitHub's own action for it reads it this way.
    const changes = await api.paginate<DependencyChange>("GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}", {
      owner,
      repo: name,
      basehead: `${baseSha}...${head.sha}`,
      per_page: 100,
    })
    const found = changes
      .filter(({ change_type, ecosystem }) => change_type === "added" && ecosystem === "npm")
      .flatMap((change) => change.vulnerabilities.map((vulnerability) => ({ change, vulnerability })))
    const records = new Map<string, Promise<Details>>()
    const lookUp = (id: string): Promise<Details> => {
      if (!records.has(id) && records.size < MAX_LOOKED_UP) records.set(id, readDetails(api, id))
      return records.get(id) ?? Promise.resolve(noDetails)
    }
    const advisories: Advisory[] = []
    for (const { change, vulnerability } of found) {
      const details = await lookUp(vulnerability.advisory_ghsa_id)
      advisories.push({
        name: change.name,
        version: change.version,
        manifest: change.manifest,
        isDevelopment: change.scope === "development",
        severity: severities[vulnerability.severity.toLowerCase()] ?? "medium",
        id: vulnerability.advisory_ghsa_id,
        summary: vulnerability.advisory_summary,
        cwe: details.cwe,
        fixedIn: fixedVersion(change.name, change.version, details),
      })
    }
    return { kind: "known", advisories }
  } catch (error) {
    return { kind: "unknown", reason: explain(error) }
  }
}

interface Details {
  readonly cwe: readonly string[]
  readonly ranges: readonly { readonly name: string; readonly range: string; readonly fixedIn: string | null }[]
}
const noDetails: Details = { cwe: [], ranges: [] }

// The database is the same for everybody; without it the finding stands, only without the version to go to.
async function readDetails(api: GitHubApi, id: string): Promise<Details> {
  try {
    const { data } = await api.rest.securityAdvisories.getGlobalAdvisory({ ghsa_id: id })
    return {
      cwe: (data.cwes ?? []).map(({ cwe_id }) => cwe_id).filter((each) => /^CWE-\d{1,5}$/.test(each)),
      ranges: (data.vulnerabilities ?? []).flatMap((each) =>
        each.package?.ecosystem === "npm" && each.package.name !== null
          ? { name: each.package.name, range: each.vulnerable_version_range ?? "*", fixedIn: each.first_patched_version }
          : [],
      ),
    }
  } catch {
    return noDetails
  }
}

function fixedVersion(name: string, version: string, { ranges }: Details): string | null {
  // Ranges of advisories are joined by commas, which npm's are not.
  const isHit = (range: string): boolean => semver.satisfies(version, range.replaceAll(",", " "), { includePrerelease: true })
  const fixedIn = ranges.find((each) => each.name === name && isHit(each.range))?.fixedIn ?? null
  return fixedIn !== null && semver.valid(fixedIn) !== null ? fixedIn : null
}

function explain(error: unknown): string {
  if (hasStatus(error, 403)) return "GitHub does not offer its dependency review to this repository or App"
  if (hasStatus(error, 404)) return "GitHub has no dependency review of these two commits"
  return classifyGitHubError(error, "compare the dependencies").message
}
