import { UserError } from "../errors.ts"
import { createGit } from "./git.ts"

// 2.39.4 is the first 2.39 with the fixes of CVE-2024-32002 and its siblings; partial clone as used here works in all of 2.39.
const minimum = [2, 39, 4] as const

/**
 * Gives the version of the installed git, such as `2.39.5`.
 *
 * @throws UserError when git is not installed or older than 2.39.4.
 */
export async function readGitVersion(executable?: string): Promise<string> {
  const git = createGit({ timeoutMs: 10_000, ...(executable === undefined ? {} : { executable }) })
  const output = await git.read({ arguments: ["version"] }).catch((error: unknown) => {
    throw new UserError(`git ${minimum.join(".")} or newer is needed, and none could be started: install git and put it into PATH.`, {
      cause: error,
    })
  })
  const text = output.stdout.toString("utf8")
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  if (output.exitCode !== 0 || match === null)
    throw new UserError("The installed git does not tell its version: install git 2.39.4 or newer.")
  const version = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
  if (isOlder(version, minimum))
    throw new UserError(`git ${version.join(".")} is too old: install git ${minimum.join(".")} or newer (security fixes).`)
  return version.join(".")
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((part, position) => (version[position] ?? 0) !== part)
  return index >= 0 && (version[index] ?? 0) < (than[index] ?? 0)
}
