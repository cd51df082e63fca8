import { lintSource } from "@secretlint/core"
import { creator } from "@secretlint/secretlint-rule-preset-recommend"

// GitHub's own description of its tokens, widened by what a JWT inside one may hold; the scanner knows only the older form.
const githubToken = /gh[a-z]_[A-Za-z0-9._-]{36,}/g

// Keys that the scanner leaves to other tools or finds only beside the right variable name.
const others = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/[^\s:@/]+:)[^\s:@/]{3,}(?=@)/g,
]

/**
 * Takes a text that is about to leave the process, returns it with every secret that is recognised replaced by `[secret removed]`.
 * Never throws; what cannot be scanned is masked by our own patterns alone.
 */
export async function redactSecrets(text: string): Promise<string> {
  if (text === "") return text
  const ranges = await findSecrets(text)
  let redacted = text
  for (const [start, end] of ranges.toSorted((a, b) => b[0] - a[0])) redacted = redacted.slice(0, start) + mask + redacted.slice(end)
  return [githubToken, ...others].reduce((rest, pattern) => rest.replace(pattern, mask), redacted)
}

const mask = "[secret removed]"

async function findSecrets(text: string): Promise<(readonly [number, number])[]> {
  // A quoted `secretlint-disable` would switch the scanner off. Same length, so that the ranges still fit.
  const content = text.replace(/secretlint-(?=disable|enable)/gi, "secretlint_")
  try {
    const result = await lintSource({
      source: { content, filePath: "review.md", ext: ".md", contentType: "text" },
      options: {
        config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] },
        maskSecrets: true,
        noPhysicFilePath: true,
      },
    })
    return disjoint(result.messages.map((message) => message.range))
  } catch {
    return []
  }
}

// Two rules may find overlapping parts of one secret.
function disjoint(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const merged: [number, number][] = []
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}
