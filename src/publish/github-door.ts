import type { GitHubClients } from "../github/clients.ts"
import { createContentsToken } from "../github/token.ts"
import type { GitHubDoor } from "../model/ports.ts"
import { postReply, react, readComment, readPermission, readThreadFinding } from "./answer-command.ts"
import { createAppIdentity } from "./app-identity.ts"
import { openCheck, readCheck, settleChecks } from "./check-run.ts"
import { createOrganisationPolicyReader } from "./organisation-policy.ts"
import { postFixes } from "./post-fixes.ts"
import { publishReview } from "./publish.ts"
import { readHistory, readThreads } from "./read-history.ts"
import { readAdvisories } from "./read-advisories.ts"
import {
  listPullRequestsOf,
  readBlobSizes,
  readCommitSubjects,
  readHeadFile,
  readMergeBase,
  readPolicyFile,
  readPullRequest,
} from "./read-pull-request.ts"

export interface GitHubDoorOptions {
  /** Milliseconds between a write whose answer was lost and the look whether it was carried out. */
  readonly readBackDelayMs?: number
}

/** Returns GitHub as the jobs see it, over the clients of one App. */
export function createGitHubDoor(clients: GitHubClients, { readBackDelayMs = 2_000 }: GitHubDoorOptions = {}): GitHubDoor {
  const readIdentity = createAppIdentity(clients)
  const readOrganisationFile = createOrganisationPolicyReader()
  const apiOf = ({ installationId }: { readonly installationId: number }) => clients.installation(installationId)
  return {
    readPullRequest: (ref) => readPullRequest(apiOf(ref), ref),
    listPullRequestsOf: (ref, headSha) => listPullRequestsOf(apiOf(ref), ref, headSha),
    readCommitSubjects: (pullRequest) => readCommitSubjects(apiOf(pullRequest), pullRequest),
    readMergeBase: (pullRequest) => readMergeBase(apiOf(pullRequest), pullRequest),
    readBlobSizes: (pullRequest) => readBlobSizes(apiOf(pullRequest), pullRequest),
    readPolicyFile: (pullRequest) => readPolicyFile(apiOf(pullRequest), pullRequest),
    readAdvisories: (pullRequest, baseSha) => readAdvisories(apiOf(pullRequest), pullRequest, baseSha),
    readHistory: async (pullRequest) => readHistory(apiOf(pullRequest), await readIdentity(), pullRequest),
    readThreads: async (ref) => readThreads(apiOf(ref), await readIdentity(), ref),
    readHeadFile: (pullRequest, path) => readHeadFile(apiOf(pullRequest), pullRequest, path),
    createCheckoutToken: (ref) => createContentsToken(clients, ref),
    openCheck: (ref, headSha) => openCheck({ api: apiOf(ref), appId: clients.appId, ref, headSha }),
    readCheck: (ref, headSha) => readCheck({ api: apiOf(ref), appId: clients.appId, ref, headSha }),
    settleChecks: (ref, headSha, output) => settleChecks({ api: apiOf(ref), appId: clients.appId, ref, headSha }, output),
    publish: async (pullRequest, review, fence) =>
      publishReview({ api: apiOf(pullRequest), isOurs: await readIdentity(), pullRequest, fence, readBackDelayMs }, review),
    readOrganisationPolicyFile: (ref) => readOrganisationFile(apiOf(ref), ref),
    readPermission: (ref, person) => readPermission(apiOf(ref), ref, person),
    readThreadFinding: async (job) => readThreadFinding(apiOf(job), await readIdentity(), job),
    readComment: (job) => readComment(apiOf(job), job),
    postReply: async (job, body) => postReply({ api: apiOf(job), isOurs: await readIdentity(), job, readBackDelayMs }, body),
    postFixes: async (ref, headSha, body) =>
      postFixes({ api: apiOf(ref), isOurs: await readIdentity(), ref, headSha, readBackDelayMs }, body),
    react: (job, content) => react(apiOf(job), job, content),
  }
}
