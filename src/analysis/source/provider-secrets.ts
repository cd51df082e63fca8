import { lintSource } from "@secretlint/core"
import { secretLintProfiler } from "@secretlint/profiler"
import { creator } from "@secretlint/secretlint-rule-preset-recommend"

// It keeps a record of every rule on every file for ever, and costs as much as the scan.
secretLintProfiler.setEnabled(false)

/** A key or token whose form its provider defines. Offsets into the text; never the secret itself. */
export interface ProviderSecret {
  readonly start: number
  readonly end: number
  /** What it is, `AWS`, `Slack`, … as the scanner names it. */
  readonly provider: string
}

/** Keys and tokens with a known form in a text. Switches in comments of the text have no effect; what cannot be scanned gives none. */
export async function findProviderSecrets(text: string): Promise<ProviderSecret[]> {
  if (!mayHoldSecret(text)) return []
  const content = text.replace(/secretlint-(?=disable|enable)/gi, "secretlint_")
  try {
    const result = await lintSource({
      source: { content, filePath: "source.txt", ext: ".txt", contentType: "text" },
      options: {
        config: { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] },
        maskSecrets: true,
        noPhysicFilePath: true,
      },
    })
    return result.messages.map((message) => ({
      start: message.range[0],
      end: message.range[1],
      provider: message.ruleId.replace(/^.*secretlint-rule-/, ""),
    }))
  } catch {
    return []
  }
}

// Every form the scanner knows is an address, a block, one of these beginnings or a long word with a digit. Most files have none of
// them, and asking thirty rules about a file takes longer than parsing it.
function mayHoldSecret(text: string): boolean {
  if (/:\/\/|-----BEGIN|SG\.|hf_|gh[opsur]_|xox|xapp|\d{12}/.test(text)) return true
  let length = 0
  let digits = 0
  for (let at = 0; at < text.length; at++) {
    const kind = kinds[text.charCodeAt(at)] ?? 0
    if (kind === 0) {
      length = 0
      digits = 0
      continue
    }
    length++
    if (kind === DIGIT) digits++
    if (length >= MIN_WORD && digits > 0) return true
  }
  return false
}

const MIN_WORD = 16
const DIGIT = 2
// What a character is in a word of a key: nothing, a part, a digit. An expression over all texts takes ten times as long.
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  return /\d/.test(character) ? DIGIT : /[\w+/=-]/.test(character) ? 1 : 0
})
