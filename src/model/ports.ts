import type { AdvisoryReport } from "./advisory.ts"
import type { Analysis } from "./analysis.ts"
import type { Diff } from "./diff.ts"
import type { Finding } from "./finding.ts"
import type { CommandJob, Job } from "./job.ts"
import type { AnalysisAnswer, AnalysisQuestion, Proof, SuggestionTrial } from "./question.ts"
import type { Inquired, Inquiry } from "./inquiry.ts"
import type { KeptMemory } from "./kept-memory.ts"
import type { CostReservation, ModelCost, Spending } from "./cost.ts"
import type { Memory, Pause, Person, RememberedFinding } from "./ledger.ts"
import type { PullRequest, PullRequestRef, RepositoryRef } from "./pull-request.ts"
import type { CheckOutput, Conclusion, Consultation, ModelUsage, Review } from "./review.ts"
import type { Thread } from "./thread.ts"
import type { Policy } from "./policy.ts"
import type { Side, SourceTree, TreeIndex } from "./source.ts"

/**
 * Keeps a job durably before it returns; throws when it could not, so that the webhook answers 500.
 * `deliveryId` is GitHub's delivery GUID: a delivery that was accepted before changes nothing and answers "duplicate".
 * Nobody takes it up before `notBefore`; at once where it is left out.
 */
export type Enqueue = (job: Job, deliveryId: string, notBefore?: Date) => Promise<"accepted" | "duplicate">

/** What a checkout needs to know; either from GitHub or from a local repository. */
export interface CheckoutRequest {
  /** HTTPS (in the sandbox HTTP) address without credentials. */
  readonly cloneUrl: string
  /** A short-lived token for git alone. Goes to git through its environment, never through arguments or files. */
  readonly token: string
  readonly pullNumber: number
  /** Tip of the base branch; used to find the merge base when `mergeBaseSha` is `null`. */
  readonly baseSha: string
  readonly headSha: string
  readonly mergeBaseSha: string | null
  /** Blob id to size in bytes where GitHub told them; lets the checkout leave huge blobs out. Empty when unknown. */
  readonly blobSizes: ReadonlyMap<string, number>
}

/** Two commits of one repository, without a work tree. Disposing removes every byte of it from the disk. */
export interface Checkout extends AsyncDisposable {
  /** From the merge base to the head. */
  readonly diff: Diff
  readonly base: TreeIndex
  readonly head: TreeIndex
  /** Reads many files in one batch; a path that cannot be read is named in `unreadable`, it never throws for one file. */
  read(side: Side, paths: readonly string[]): Promise<SourceTree>
}

/** @throws RetryableError when git or the network fails, SupersededError when the head is no longer there. */
export type OpenCheckout = (request: CheckoutRequest, signal: AbortSignal) => Promise<Checkout>

/** The deterministic analysis, apart from us: no file can crash, block or fill our own process. Disposing lets go of it. */
export interface Analyst extends Disposable {
  /** Never throws but for its signal; what could not be done is named in `coverage`. */
  analyze(
    subject: { readonly diff: Diff; readonly base: SourceTree; readonly head: SourceTree; readonly policy: Policy },
    signal: AbortSignal,
  ): Promise<Analysis>
  /** About the head that was analysed last. Never throws but for its signal; what cannot be answered says why. */
  ask(question: AnalysisQuestion, signal: AbortSignal): Promise<AnalysisAnswer>
  /** Tries a change on the head that was analysed last. Never throws but for its signal. */
  prove(trial: SuggestionTrial, signal: AbortSignal): Promise<Proof>
}

/** Returns at once and gets ready in the background. Analysts of one repository share what was parsed before. */
export type OpenAnalyst = (repository: string) => Analyst

/** What people wrote about a change. Hostile data; empty for a local change. */
export interface ChangeTexts {
  readonly title: string
  readonly body: string
  /** Subject lines of the commits, oldest first. */
  readonly commits: readonly string[]
}

/** How the expert looks further than the change: at the immutable head, by the process that holds checkout and analysis. */
export interface HeadReader {
  /** Contents of paths of the head's tree; what cannot be read is named in `unreadable`. */
  read(paths: readonly string[]): Promise<SourceTree>
  ask(question: AnalysisQuestion): Promise<AnalysisAnswer>
  prove(trial: SuggestionTrial): Promise<Proof>
}

/** What one consultation may cost. */
export interface Allowance {
  /** US dollars; zero when nothing is left. */
  readonly usd: number
  /** Which limit is the tightest, in words for the report: "the limit of $1.50 for one review". */
  readonly limitedBy: string
}

/** What the expert is told. Texts of the pull request are hostile data. */
export interface Evidence {
  /** Names the head within our own secrets; never shown to the model. */
  readonly repository: string
  /** Whose circuit opens when the model's provider refuses us; 0 for a local review. */
  readonly installationId: number
  readonly texts: ChangeTexts
  readonly author: { readonly isBot: boolean }
  /** Somebody asked for a closer look than usual, by a label or a command. */
  readonly isDeep: boolean
  /** Somebody wants everything again: what was answered about this head before does not count. */
  readonly isAgain: boolean
  readonly diff: Diff
  readonly base: SourceTree
  readonly head: SourceTree
  readonly analysis: Analysis
  readonly policy: Policy
  readonly reader: HeadReader
  /**
   * Sets money aside for this consultation, `mostUsd` US dollars at the most. Asked once, and only when a model is about to be asked. Throws when it
   * cannot be booked.
   */
  readonly allow: (mostUsd: number) => Promise<Allowance>
  /** Hears what was paid so far, also of a consultation that is broken off later. */
  readonly onSpent?: (usage: ModelUsage) => void
  /** Names the pull request within our own memory; left out where there is none. */
  readonly pullNumber?: number
  /** What the model looked at when it saw an earlier head of the pull request, and need not look at again. */
  readonly earlier?: {
    /** Changed files that are changed as they were. */
    readonly paths: readonly string[]
    /** What it found in them. */
    readonly findings: readonly Finding[]
  }
}

/** Contract: never removes or lowers a static finding; never throws but for its signal and for what `allow` throws. */
export type Consult = (evidence: Evidence, signal: AbortSignal) => Promise<Consultation>

/** Asks the model about one head. Every statement of an answer quotes lines of the head; never throws but for its signal. */
export type Inquire = (evidence: Evidence, inquiry: Inquiry, signal: AbortSignal) => Promise<Inquired>

/** What we have already said on a pull request, read back from GitHub and from nowhere else. */
export interface History {
  /** Fingerprints that have an inline or file comment of ours, whatever the head was. */
  readonly commented: ReadonlySet<string>
  /** Heads that have a submitted review of ours. */
  readonly reviewedHeads: ReadonlySet<string>
  /** One for each comment of ours on a finding, oldest first. */
  readonly threads: readonly Thread[]
  /** What the report keeps for the day our own memory is lost; `null` when there is no report. */
  readonly kept: KeptMemory | null
}

/** On a pull request that we have never written on. */
export const nothingSaid: History = { commented: new Set(), reviewedHeads: new Set(), threads: [], kept: null }

/** Throws SupersededError once a newer job owns the pull request; called before every write. */
export type Fence = () => Promise<void>

/** The check run of one head, opened before the work starts and always concluded. */
export interface OpenedCheck {
  readonly checkRunId: number
  progress(title: string, summary: string): Promise<void>
  /** Sends the annotations by 50, then the conclusion. Repeating it changes nothing. */
  conclude(output: CheckOutput): Promise<void>
}

/** GitHub as the jobs see it. Each function classifies its errors into UserError, RetryableError, SupersededError. */
export interface GitHubDoor {
  readPullRequest(ref: PullRequestRef): Promise<PullRequest>
  /** Numbers of the open pull requests whose head is this commit. */
  listPullRequestsOf(ref: RepositoryRef, headSha: string): Promise<readonly number[]>
  /** Subject lines of the commits, oldest first, as many as GitHub gives in one answer. */
  readCommitSubjects(pullRequest: PullRequest): Promise<readonly string[]>
  readMergeBase(pullRequest: PullRequest): Promise<string | null>
  readBlobSizes(pullRequest: PullRequest): Promise<ReadonlyMap<string, number>>
  /** `.github/expert.yml` at the base commit; `null` when there is none. */
  readPolicyFile(pullRequest: PullRequest): Promise<string | null>
  /** Known vulnerabilities that come with the change since `baseSha`. Never throws. */
  readAdvisories(pullRequest: PullRequest, baseSha: string): Promise<AdvisoryReport>
  readHistory(pullRequest: PullRequest): Promise<History>
  /** Our threads on it, with what people made of them. */
  readThreads(ref: PullRequestRef): Promise<readonly Thread[]>
  /** The text of a file at the head: empty when it was deleted, `null` when GitHub does not tell. */
  readHeadFile(pullRequest: PullRequest, path: string): Promise<string | null>
  createCheckoutToken(ref: PullRequestRef): Promise<string>
  /** Creates the check run for this head, or takes over the unfinished one that is there. */
  openCheck(ref: PullRequestRef, headSha: string): Promise<OpenedCheck>
  /** What our newest check run on this head ended with; `null` while it runs, and when there is none. */
  readCheck(ref: PullRequestRef, headSha: string): Promise<{ readonly conclusion: Conclusion | null }>
  /** Concludes every unfinished check run of ours on this head; used when a job stops a review it did not start. */
  settleChecks(ref: PullRequestRef, headSha: string, output: CheckOutput): Promise<void>
  /** Writes review, file comments, replies on our threads and sticky report, in that order; whatever is there already is not written again. */
  publish(pullRequest: PullRequest, review: Review, fence: Fence): Promise<PublishOutcome>
  /** `.github/expert.yml` of the repository `.github` that the owner keeps for all repositories; `null` when there is none we may read. */
  readOrganisationPolicyFile(ref: RepositoryRef): Promise<string | null>
  /** What this person may do in the repository; "none" when GitHub knows no such collaborator, or another person by this login. */
  readPermission(ref: RepositoryRef, person: Person): Promise<Permission>
  /** The thread of a finding that the command was written in; `null` elsewhere. */
  readThreadFinding(job: CommandJob): Promise<FindingThread | null>
  /** The comment as it stands now; `null` when it was deleted. */
  readComment(job: CommandJob): Promise<CommentText | null>
  /** Answers where the command was written. One reply for each command: a second call edits the first reply. */
  postReply(job: CommandJob, body: string): Promise<void>
  /** Writes the one comment with every proven change of a head; a second call edits it. */
  postFixes(ref: PullRequestRef, headSha: string, body: string): Promise<void>
  /** Reacts to the command's comment; repeating it changes nothing. */
  react(job: CommandJob, content: Reaction): Promise<void>
}

/** A delivery of which no attempt arrived. */
export interface FailedDelivery {
  /** Of its last attempt. */
  readonly deliveryId: number
  readonly attempts: number
}

/** GitHub as the sweep for lost events sees it. */
export interface SweepDoor {
  /** Of the App, newest first. */
  listFailedDeliveries(since: Date): Promise<readonly FailedDelivery[]>
  redeliver(deliveryId: number): Promise<void>
  /** Those that are not suspended. */
  listInstallations(): Promise<readonly { readonly installationId: number; readonly createdAt: Date }[]>
  /** Last pushed to first. */
  listRepositories(installationId: number): Promise<readonly RepositoryRef[]>
  /** Last updated first, no further back than `since`. */
  listOpenPullRequests(
    ref: RepositoryRef,
    since: Date,
  ): Promise<readonly { readonly number: number; readonly headSha: string; readonly updatedAt: Date }[]>
  /** Whether a check of ours on this head is concluded or can still be expected to be. */
  hasCheck(ref: PullRequestRef, headSha: string, now: Date): Promise<boolean>
}

/** From most to least. */
export type Permission = "admin" | "maintain" | "write" | "triage" | "read" | "none"

export type Reaction = "+1" | "-1" | "eyes" | "rocket" | "confused"

/** Where the first comment of a thread stands, and what it is about. */
export interface FindingThread {
  readonly fingerprint: string
  /** Last line of the comment at the present head; `null` when it is outdated, on the whole file or on the base. */
  readonly line: number | null
  /** `null` for a comment on one line. */
  readonly startLine: number | null
}

export interface CommentText {
  readonly body: string
  readonly author: { readonly id: number; readonly login: string }
}

export interface PublishOutcome {
  readonly reviewId: number | null
  readonly reportCommentId: number
  /** Fingerprints whose anchor GitHub refused; they become annotations so that nothing is lost. */
  readonly unanchored: readonly string[]
}

/** What we remember between jobs. GitHub stays the truth for what was posted; losing this costs time, never a repeat. */
export interface Ledger {
  /** What the next review has to know; `emptyMemory` for a pull request never reviewed. */
  recall(ref: PullRequestRef): Promise<Memory>
  /** True when a review of exactly this head was concluded. */
  isReviewed(ref: PullRequestRef, headSha: string): Promise<boolean>
  /** Keeps what a published review said, found and read; called before the check is concluded. */
  remember(ref: PullRequestRef, review: Pick<Review, "headSha" | "memory">): Promise<void>
  /** Keeps how the review of a head ended. */
  recordReview(ref: PullRequestRef, review: Review, run: { readonly checkRunId: number; readonly durationMs: number }): Promise<void>
  /** Notes what people made of our comments. */
  recordFeedback(ref: PullRequestRef, threads: readonly Thread[]): Promise<void>
  /** Notes that the code of these findings was changed although no review saw it. */
  markAddressed(ref: PullRequestRef, fingerprints: readonly string[]): Promise<void>
  /** Notes that the pull request was closed; the next review takes it back. */
  settle(ref: PullRequestRef): Promise<void>
  /** Every finding this pull request ever had, with its state. */
  listFindings(ref: PullRequestRef): Promise<readonly RememberedFinding[]>
  /** Answers `false` when the ledger has no such finding. */
  dismiss(ref: PullRequestRef, fingerprint: string, dismissal: { readonly by: Person; readonly reason: string }): Promise<boolean>
  /** Takes a dismissal back; answers `false` when there was none. */
  restore(ref: PullRequestRef, fingerprint: string): Promise<boolean>
  /** Reviews of pushes wait until somebody resumes them. */
  pause(ref: PullRequestRef, by: Person): Promise<void>
  resume(ref: PullRequestRef): Promise<void>
  /** `null` when the pull request is not paused. */
  readPause(ref: PullRequestRef): Promise<Pause | null>
  /**
   * Sets money aside for a consultation, in one step that no other consultation of the installation comes between: `decide` takes what was spent and
   * what others have set aside, and says how much. It counts as spent until the cost is recorded, and no longer than until `until` if that never happens.
   */
  reserveCost(ref: PullRequestRef, run: CostReservation, decide: (spent: Spending) => Allowance): Promise<Allowance>
  /** Enters what a consultation has cost by now; what was set aside for it stays so. */
  noteCost(ref: PullRequestRef, run: { readonly id: string; readonly headSha: string }, cost: ModelCost): Promise<void>
  /**
   * Enters what a consultation of the model cost, whatever becomes of the review, and frees what was set aside for it. `id` names the consultation,
   * such as job and attempt: recording it again replaces its numbers, so that nothing is counted twice. What took no request is not kept.
   */
  recordCost(ref: PullRequestRef, run: { readonly id: string; readonly headSha: string }, cost: ModelCost): Promise<void>
  /** How often money was set aside to answer this person in this repository in the UTC day of `now`, but for what took no request. */
  countAnswers(ref: RepositoryRef, person: Person, now: Date): Promise<number>
  readSpending(ref: PullRequestRef, now: Date): Promise<Spending>
  /** Answers `true` to one caller when the last sweep for lost events began at least `restMs` ago. */
  claimSweep(restMs: number): Promise<boolean>
  /** `null` forgets every repository of the installation. */
  forget(installationId: number, repositoryIds: readonly number[] | null): Promise<void>
}
