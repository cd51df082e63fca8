import { z } from "zod"
import { actionIdentifiers } from "./check-action.ts"

const PullRequestIdentity = z.object({
  installationId: z.number().int().positive(),
  repositoryId: z.number().int().positive(),
  owner: z.string().min(1),
  name: z.string().min(1),
  number: z.number().int().positive(),
})

const HeadSha = z.string().regex(/^[0-9a-f]{40,64}$/)

const Sender = z.object({ id: z.number().int(), login: z.string() })

/**
 * Reviews whatever the head is when the worker gets to it. The payload is only identity, because the queue keeps the
 * first payload when a second push arrives before the job starts.
 */
export const ReviewJob = PullRequestIdentity.extend({
  kind: z.literal("review-pull-request"),
  /** True for a re-run or a command: review again although this head has a concluded review. */
  again: z.boolean(),
  /** Whether drafts are reviewed because somebody asked. */
  asked: z.boolean(),
  /** Look at everything as if for the first time, not only at what is new since the last review. */
  full: z.literal(true).optional(),
})

/** The pull request was closed or became a draft: stop the running review and conclude its check. */
export const StopJob = PullRequestIdentity.extend({
  kind: z.literal("stop-review"),
  reason: z.enum(["closed", "draft"]),
})

/** Answers the `/expert` lines of one comment. */
export const CommandJob = PullRequestIdentity.extend({
  kind: z.literal("run-command"),
  commentKind: z.enum(["conversation", "review-thread"]),
  commentId: z.number().int().positive(),
  /** The comment as it stood in the event; refused later if somebody changed it meanwhile. */
  body: z.string(),
  sender: Sender,
})

/** Somebody pressed a button of our check run. */
export const PressJob = PullRequestIdentity.extend({
  kind: z.literal("press-button"),
  action: z.enum(actionIdentifiers),
  /** Of the check run, which may be older than the pull request's. */
  headSha: HeadSha,
  sender: Sender,
})

/** A label was put on a pull request or taken off; whether that means anything is the repository's policy, which only the job can read. */
export const LabelJob = PullRequestIdentity.extend({
  kind: z.literal("weigh-label"),
  label: z.string(),
})

/** A merge queue wants to know about a commit it made of a pull request. */
export const MergeGroupJob = PullRequestIdentity.extend({
  kind: z.literal("check-merge-group"),
  headSha: HeadSha,
})

/** Reviews the open pull requests that have this head; for events of forks, in which GitHub names no pull request. */
export const ReviewHeadJob = PullRequestIdentity.omit({ number: true }).extend({
  kind: z.literal("review-head"),
  headSha: HeadSha,
})

/** The provider of the model wanted to be asked later: reviews this head again then, unless anything has happened to the pull request since. */
export const FinishJob = PullRequestIdentity.extend({
  kind: z.literal("finish-review"),
  headSha: HeadSha,
  /** As it was of the review that is finished. */
  asked: z.boolean(),
})

/** An installation or repository went away: forget its state and stop its jobs. */
export const ForgetJob = z.object({
  kind: z.literal("forget"),
  installationId: z.number().int().positive(),
  /** `null` forgets the whole installation. */
  repositoryIds: z.array(z.number().int().positive()).nullable(),
})

/** Everything that can be queued. */
export const Job = z.discriminatedUnion("kind", [
  ReviewJob,
  StopJob,
  CommandJob,
  PressJob,
  LabelJob,
  MergeGroupJob,
  ReviewHeadJob,
  FinishJob,
  ForgetJob,
])
export type Job = z.infer<typeof Job>
export type ReviewJob = z.infer<typeof ReviewJob>
export type StopJob = z.infer<typeof StopJob>
export type CommandJob = z.infer<typeof CommandJob>
export type PressJob = z.infer<typeof PressJob>
export type LabelJob = z.infer<typeof LabelJob>
export type MergeGroupJob = z.infer<typeof MergeGroupJob>
export type ReviewHeadJob = z.infer<typeof ReviewHeadJob>
export type FinishJob = z.infer<typeof FinishJob>
export type ForgetJob = z.infer<typeof ForgetJob>
