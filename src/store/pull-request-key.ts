import type { PullRequestRef } from "../model/pull-request.ts"

/** Numeric ids alone: they outlive renames and transfers. */
export type PullRequestKey = Pick<PullRequestRef, "repositoryId" | "number">
