import { parsePolicy } from "../model/parse-policy.ts"
import type { ParsedPolicy } from "../model/parse-policy.ts"
import type { GitHubDoor } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"

/** The settings that count for a pull request, and which files they come from. */
export interface PolicySource extends ParsedPolicy {
  readonly hasFile: boolean
  readonly hasOrganisationFile: boolean
}

/** Reads the repository's settings at the base and the organisation's below them. */
export async function readPolicy(
  pullRequest: PullRequest,
  github: Pick<GitHubDoor, "readPolicyFile" | "readOrganisationPolicyFile">,
): Promise<PolicySource> {
  const [own, organisation] = await Promise.all([github.readPolicyFile(pullRequest), github.readOrganisationPolicyFile(pullRequest)])
  return { ...parsePolicy(own, organisation), hasFile: own !== null, hasOrganisationFile: organisation !== null }
}
