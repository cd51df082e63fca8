import { lintSource } from "@secretlint/core"
import { creator } from "@secretlint/secretlint-rule-preset-recommend"
import { disjoint, findProviderForms } from "./find-secrets.ts"
import type { FoundSecret } from "./find-secrets.ts"

/**
 * Takes a text for people that is about to leave the process, returns it with every secret that is recognised by its form replaced by
 * `[secret removed]`. Two scanners look, ours and secretlint. Never throws; what secretlint cannot scan is masked by ours alone.
 */
export async function redactSecrets(text: string): Promise<string> {
  if (text === "") return text
  const ranges = disjoint([...(await askSecretlint(text)), ...findProviderForms(text)])
  let redacted = text
  for (const { start, end } of ranges.toReversed()) redacted = redacted.slice(0, start) + mask + redacted.slice(end)
  return redacted
}

const mask = "[secret removed]"

async function askSecretlint(text: string): Promise<FoundSecret[]> {
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
    return result.messages.map(({ range: [start, end], ruleId }) => ({ start, end, type: ruleId, byForm: true }))
  } catch {
    return []
  }
}
