import type { CommandOutcome } from "../commands/command.ts"
import type { Finding } from "../model/finding.ts"
import type { CommandJob } from "../model/job.ts"
import type { Inquiry, ModelPart } from "../model/inquiry.ts"
import type { LedgerFinding } from "../model/ledger.ts"
import type { FindingThread, GitHubDoor, Ledger } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import { answerQuestion, planQuestions } from "../report/answers/answer-question.ts"
import { askBack } from "../report/answers/ask-back.ts"
import { confirmDismissal, confirmRestoration, pausedAnswer, resumedAnswer } from "../report/answers/confirm.ts"
import { addExplanation } from "../report/answers/add-explanation.ts"
import { explainFinding } from "../report/answers/explain-finding.ts"
import type { Facts, RuleText } from "../report/answers/facts.ts"
import { offerFix } from "../report/answers/offer-fix.ts"
import { showSection } from "../report/answers/show-section.ts"
import { showSettings } from "../report/answers/show-settings.ts"
import { showStatus } from "../report/answers/show-status.ts"
import { allowSpending } from "./allow-spending.ts"
import { askModel } from "./ask-model.ts"
import type { AskingEdges } from "./ask-model.ts"
import { readPolicy } from "./read-policy.ts"
import type { PolicySource } from "./read-policy.ts"
import { studyHead } from "./study-head.ts"
import type { Study, StudyEdges } from "./study-head.ts"

/** What a rule says about itself; `null` for one that is none of ours. */
export type RuleReader = (id: string) => Promise<RuleText | null>

interface AnsweringEdges extends StudyEdges, AskingEdges {
  readonly github: GitHubDoor
  readonly ledger: Ledger
  readonly readRule: RuleReader
  readonly now: () => Date
}

interface Subject {
  readonly job: CommandJob
  readonly pullRequest: PullRequest
  readonly findings: readonly LedgerFinding[]
  readonly thread: FindingThread | null
  /** Whether the person has rights in the repository, whoever opened the pull request. */
  readonly isTrusted: boolean
  /** Of the queue's job, and which of its attempts this is: names what is paid for. */
  readonly id: string
  readonly attempt: number
  readonly signal: AbortSignal
}

/** Carries out the commands of one comment. The head is analysed at most once, and only when a command needs it. */
export interface Answering extends AsyncDisposable {
  /** Does what was asked for; returns what there is to say about it, `null` when nothing. */
  answer(outcome: CommandOutcome): Promise<string | null>
  /** `again` once something was changed that report and check have to tell; `catch-up` once what was held back may be reviewed. */
  readonly follows: "again" | "catch-up" | null
}

/** Returns a way to carry out the commands of one comment. */
export function openAnswering(subject: Subject, edges: AnsweringEdges): Answering {
  const { job, pullRequest, thread, signal } = subject
  const { github, ledger } = edges
  const place = { pullRequest, headSha: pullRequest.head.sha }
  const readPolicyOnce = once(() => readPolicy(pullRequest, github))
  let opened: Promise<Study> | null = null
  const study = (): Promise<Study> =>
    (opened ??= (async () => {
      const { policy } = await readPolicyOnce()
      return studyHead({ pullRequest, policy, ledger: subject.findings }, edges, signal)
    })())
  let asked = 0
  const askAbout = (inquiry: Inquiry, { change }: Study): Promise<ModelPart> => {
    const { id, attempt, isTrusted } = subject
    const asking = { pullRequest, change, asker: { person: job.sender, isTrusted }, job: `${id}/${++asked}`, attempt }
    return askModel(asking, inquiry, edges, signal)
  }
  let follows: Answering["follows"] = null

  const answer = async (outcome: CommandOutcome): Promise<string | null> => {
    switch (outcome.kind) {
      case "reply":
        return outcome.markdown
      case "review":
        return null
      case "unclear":
        return askBack(outcome, place)
      case "focus":
        return showSection(outcome.section, (await study()).facts)
      case "explain": {
        const head = await study()
        const finding = findIn(head.facts, outcome.finding)
        const model = finding === null ? noModel : await askAbout({ kind: "explain", finding }, head)
        const explanation = explainFinding(outcome.finding, finding, await edges.readRule(outcome.finding.rule), head.facts)
        return addExplanation(explanation, model, head.facts)
      }
      case "suggest": {
        const head = await study()
        const finding = findIn(head.facts, outcome.finding)
        const hasFix = finding === null || finding.suggestion !== null
        const model = hasFix ? noModel : await askAbout({ kind: "suggest", finding }, head)
        const rule = await edges.readRule(outcome.finding.rule)
        return offerFix(outcome.finding, finding, { thread, rule, facts: head.facts, model })
      }
      case "ask": {
        const head = await study()
        const { question } = outcome
        const facts = await Promise.all(planQuestions(question, head.facts).map((each) => head.ask(each, signal)))
        return answerQuestion(question, head.facts, facts, await askAbout({ kind: "ask", question, facts }, head))
      }
      case "dismiss":
        follows = "again"
        await ledger.dismiss(job, outcome.finding.fingerprint, { by: job.sender, reason: outcome.reason })
        return confirmDismissal(outcome.finding, outcome.reason)
      case "restore": {
        const wasDismissed = await ledger.restore(job, outcome.finding.fingerprint)
        if (wasDismissed) follows = "again"
        return confirmRestoration(outcome.finding, wasDismissed)
      }
      case "pause":
        await ledger.pause(job, job.sender)
        return pausedAnswer
      case "resume":
        follows ??= "catch-up"
        await ledger.resume(job)
        return resumedAnswer
      case "status":
        return describeStatus(subject, await readPolicyOnce(), edges)
      case "config":
        return describeConfig(pullRequest, await readPolicyOnce())
    }
  }
  return {
    answer,
    get follows() {
      return follows
    },
    async [Symbol.asyncDispose]() {
      await (await opened?.catch(() => null))?.[Symbol.asyncDispose]()
    },
  }
}

const noModel: ModelPart = { kind: "none" }

function findIn({ analysis }: Facts, { fingerprint }: LedgerFinding): Finding | null {
  return analysis.findings.find((finding) => finding.fingerprint === fingerprint) ?? null
}

async function describeStatus(
  { job, pullRequest }: Subject,
  policy: PolicySource,
  { ledger, model, now }: AnsweringEdges,
): Promise<string> {
  const headSha = pullRequest.head.sha
  const [isReviewed, findings, pause, spending] = await Promise.all([
    ledger.isReviewed(job, headSha),
    // Read again: an earlier command of the same comment may have changed it.
    ledger.listFindings(job),
    ledger.readPause(job),
    ledger.readSpending(job, now()),
  ])
  const next = model === null ? null : allowSpending(policy.policy, model.caps, spending)
  return showStatus({ pullRequest, headSha, isReviewed, findings, pause, policy, spending, next })
}

function describeConfig({ base }: PullRequest, source: PolicySource): string {
  const { hasFile, hasOrganisationFile } = source
  return showSettings({ parsed: source, baseSha: base.sha, hasFile, hasOrganisationFile })
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null
  return () => (done ??= work())
}
