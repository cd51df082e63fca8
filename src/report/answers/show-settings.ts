import { stringify } from "yaml"
import type { ParsedPolicy } from "../../model/parse-policy.ts"
import { codeBlock, codeSpan, escapeText } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { shortSha } from "../words.ts"

export interface SettingsSource {
  readonly parsed: ParsedPolicy
  readonly baseSha: string
  readonly hasFile: boolean
  readonly hasOrganisationFile: boolean
}

/** Takes the settings of a pull request and where they come from, returns them as they count, with their mistakes. */
export function showSettings({ parsed, baseSha, hasFile, hasOrganisationFile }: SettingsSource): string {
  const own = `\`.github/expert.yml\` at the base ${codeSpan(shortSha(baseSha))}`
  const from = [hasFile ? own : "", hasOrganisationFile ? "the organisation's `.github/expert.yml`" : ""].filter((part) => part !== "")
  const mistakes = parsed.problems.map(
    ({ line, message, file }) => `- ${file === "organisation" ? "organisation's file" : "file"}, line ${line}: ${escapeText(message)}`,
  )
  const parts = [
    from.length === 0
      ? "There is no settings file at the base, so the defaults count. `expert config --init` prints one that explains every setting."
      : `Settings from ${from.join(" over ")}. A pull request cannot change those of its own review.`,
    mistakes.length === 0 ? "" : `**Mistakes**, for which a file is left out as a whole:\n\n${mistakes.join("\n")}`,
    codeBlock(stringify(parsed.policy, { lineWidth: 0 }).trimEnd(), "yaml"),
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "")
}
