import { analyze } from "../../src/analysis/analyze.ts"
import { planReading } from "../../src/analysis/plan-reading.ts"
import type { ParseCache } from "../../src/analysis/source/project.ts"
import { openLocalCheckout } from "../../src/checkout/open-local-checkout.ts"
import { compareSeverity, type Finding } from "../../src/model/finding.ts"
import { parseKeptMemory } from "../../src/model/kept-memory.ts"
import { emptyMemory, type Memory } from "../../src/model/ledger.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { type History, nothingSaid } from "../../src/model/ports.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import { composeReview } from "../../src/report/compose.ts"
import { placeFindings } from "../../src/report/place.ts"

/** What one review of one head did. */
export interface Round {
  readonly head: string
  readonly findings: number
  /** Fingerprints of everything found, and of the comments that speak of it. */
  readonly found: ReadonlySet<string>
  /** Comments written in this round. */
  readonly comments: readonly Said[]
  readonly fixed: number
  readonly reopened: number
  /** Comments that a reviewer without a memory would have written: every finding worth one, on each head anew. */
  readonly withoutMemory: number
}

/** One comment, with what is needed to judge it without asking the ledger. */
export interface Said {
  readonly finding: Finding
  /** The anchored lines as they stand, without white space. */
  readonly code: string
  /** All of these lines stood in the same file at the head before. */
  readonly isOldCode: boolean
}

/** A pull request and its reviewer, head by head, through the real checkout, analysis, placement and ledger; GitHub is played by a set of threads. */
export function createReviewedPullRequest(directory: string, cache: ParseCache) {
  let memory: Memory = emptyMemory
  let history: History = nothingSaid
  let textsBefore = new Map<string, string>()
  return {
    /** Reviews `head` against the point where it left `base`, and publishes. `forget` loses the database first. */
    async review(head: string, base: string, { forget = false }: { readonly forget?: boolean } = {}): Promise<Round> {
      if (forget) memory = emptyMemory
      const checkout = await openLocalCheckout(
        { directory, base, head: { kind: "revision", revision: head } },
        new AbortController().signal,
      )
      await using _closing = checkout
      const { diff } = checkout
      const plan = planReading(diff, checkout.base, checkout.head, defaultPolicy)
      const [baseTree, headTree] = [await checkout.read("base", plan.base), await checkout.read("head", plan.head)]
      const analysis = await analyze({ diff, base: baseTree, head: headTree, policy: defaultPolicy, clock: () => performance.now(), cache })
      const textOf = (path: string) => headTree.files.get(path)?.text ?? null
      const review = composeReview({
        pullRequest: aPullRequest,
        analysis,
        consultation: { findings: analysis.findings, model: null, note: "", participation: null },
        policy: defaultPolicy,
        policyProblems: [],
        history,
        memory,
        full: false,
        textOf,
        diff,
        durationMs: 0,
      })
      const spoken = [...(review.review?.comments ?? []), ...review.fileComments]
      const threads = new Map(history.threads.map((thread) => [thread.fingerprint, thread]))
      for (const { fingerprint, path } of spoken) {
        const feedback = { up: 0, down: 0, replies: 0 }
        threads.set(fingerprint, { fingerprint, commentId: threads.size, path, isAnswered: false, told: null, feedback })
      }
      for (const { fingerprint, state } of review.replies) threads.set(fingerprint, { ...threads.get(fingerprint)!, told: state })
      history = {
        commented: new Set(threads.keys()),
        reviewedHeads: new Set([...history.reviewedHeads, ...(review.review === null ? [] : [diff.headSha])]),
        threads: [...threads.values()],
        kept: parseKeptMemory(review.report),
      }
      memory = { ...memory, findings: review.memory.findings, lastReview: { headSha: diff.headSha, change: review.memory.change } }
      const before = textsBefore
      textsBefore = new Map([...headTree.files].map(([path, file]) => [path, file.text]))
      const comments = spoken.flatMap(({ fingerprint }) => {
        const finding = analysis.findings.find((each) => each.fingerprint === fingerprint)
        return finding === undefined ? [] : [describe(finding, textOf(finding.path), before.get(finding.path) ?? null)]
      })
      const count = (state: "fixed" | "reopened") => review.replies.filter((reply) => reply.state === state).length
      const naive = placeFindings({ findings: analysis.findings, diff, policy: defaultPolicy, history: nothingSaid })
      return {
        head: diff.headSha,
        findings: analysis.findings.length,
        found: new Set(
          review.memory.findings
            .filter(({ lastHead }) => lastHead === diff.headSha)
            .flatMap(({ fingerprint, saidAs }) => [fingerprint, ...(saidAs === null || saidAs === fingerprint ? [] : [saidAs])]),
        ),
        comments,
        fixed: count("fixed"),
        reopened: count("reopened"),
        withoutMemory: naive.filter(({ placement }) => placement === "inline").length,
      }
    },
  }
}

/** True for what nobody wants to hear for the first time in a later round. */
export function isSmall({ severity }: Finding): boolean {
  return compareSeverity(severity, "low") >= 0
}

function describe(finding: Finding, text: string | null, before: string | null): Said {
  const lines = (text ?? "").split(/\r?\n/).slice(finding.startLine - 1, finding.endLine)
  const bare = lines.map((line) => line.trim()).filter((line) => line !== "")
  const known = new Set((before ?? "").split(/\r?\n/).map((line) => line.trim()))
  const isOldCode = finding.side === "RIGHT" && before !== null && bare.length > 0 && bare.every((line) => known.has(line))
  return { finding, code: finding.evidence === "" ? "" : bare.join("").replace(/\s+/g, ""), isOldCode }
}

const aPullRequest: PullRequest = {
  installationId: 1,
  repositoryId: 1,
  owner: "corpus",
  name: "corpus",
  number: 1,
  title: "",
  body: "",
  author: { id: 1, login: "author", isBot: false },
  state: "open",
  draft: false,
  labels: [],
  base: { ref: "main", sha: "0".repeat(40) },
  head: { ref: "change", sha: "0".repeat(40) },
  fromFork: false,
  changedFiles: 1,
  cloneUrl: "",
  htmlUrl: "",
}
