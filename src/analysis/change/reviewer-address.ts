import { findInvisible } from "../../hygiene/invisible.ts"

/** How a text tries to steer whoever reviews it. */
export type Steering = "takes back instructions" | "gives a verdict" | "claims an approval"

/** One place where it does; lines are those of the list that was looked at. */
export interface Address {
  readonly steering: Steering
  /** Indices of the first and last line it stands on. */
  readonly first: number
  readonly last: number
  /** Whether it stands in quotes of its own: as an example, behind words that say so, or as something said. */
  readonly quoted: "as an example" | "as said" | null
}

// A person is not among them: "note to reviewers: ignore the white space" is a courtesy.
const REVIEWER = String.raw`(?:(?:ai|llm|gpt|automat(?:ed|ic)|machine)[ -]+(?:code[ -]+)?(?:review(?:er|ing)?s?|analy[sz]ers?|scanners?)(?:[ -]+(?:bots?|agents?|tools?|systems?|models?|assistants?))?|(?:code[ -]+)?review(?:er|ing)?[ -]+(?:bots?|agents?|models?|assistants?)|(?:chat ?gpt|claude|copilot|gemini|coderabbit)[ -]+review(?:er)?s?)`
const MODEL = String.raw`(?:(?:ai|llm|gpt|language)[ -]+(?:models?|assistants?|agents?|bots?|tools?|systems?)|llms?|chat ?gpt|claude|copilot|gemini|coderabbit|bugbot)`
const NEVER = String.raw`(?:do not|don'?t|never|must not|should not|need not)`
const NOTHING_WRONG = String.raw`(?:approve(?: (?:this|it|the|all|every\w*|without)|[.!]|$)|lgtm|${NEVER} (?:flag|report|review|raise)|report (?:no|zero|nothing)|no (?:issues|findings)|(?:skip|ignore|overlook|pass) (?:this|the|these|any|all)(?: following| entire| whole)? (?:files?|functions?|code|changes?|diff|review|section|pull request|pr|lines?|findings?|issues?|vulnerabilit\w+|warnings?)|(?:mark|treat|rate|consider|report) (?:this|it|the \w+)(?: \w+)? as (?:safe|secure|approved|reviewed|trusted|clean|benign|fine))`
const ANY_VERDICT = String.raw`(?:${NOTHING_WRONG}|approve|looks good|skip|ignore|disregard|overlook|trust|exempt|${NEVER} (?:comment|mention|analy[sz]e|warn|complain)|(?:respond|reply|answer) (?:only )?with|output only|conclude|say (?:that|nothing))`
const TURN = String.raw`(?: ?[:,;!.–—-]+|(?: (?:please|should|must|shall|can|may|you|reading this|reviewing this|who|which|are|is|to|need|needs))+)`
const WHOSE = "(?: (?:all|any|every|each|the|your|these|those|of|my|its|and|other))"
const EARLIER =
  "(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial|system)(?: (?:system|safety|security|review|and|or|prior|previous|earlier))*"
const TOLD = "(?:instructions?|prompts?|directions?|directives?|rules|guidelines|constraints)"
const STEERING: readonly { readonly steering: Steering; readonly pattern: RegExp }[] = [
  {
    steering: "takes back instructions",
    // Software overrides prompts and rules every day; `override your system prompt` speaks to a model all the same.
    pattern: new RegExp(
      String.raw`\b(?:(?:ignore|disregard|forget)\b${WHOSE}* ${EARLIER} ${TOLD}|(?:override|bypass|discard)\b(?:${WHOSE}* ${EARLIER} (?:instructions?|directives?)|${WHOSE}* your ${EARLIER} ${TOLD}))\b`,
      "gi",
    ),
  },
  {
    steering: "gives a verdict",
    pattern: new RegExp(
      String.raw`\b(?:${REVIEWER}${TURN}[^.\n]{0,40}?\b${ANY_VERDICT}|${MODEL}${TURN}[^.\n]{0,40}?\b${NOTHING_WRONG})`,
      "gi",
    ),
  },
  {
    steering: "gives a verdict",
    pattern:
      /(?<!\b(?:the|an?|its|this|our|your) )\b(?:respond|reply|answer|output|conclude|report)(?: only)?(?: with| that)? ?["'“]?(?:lgtm|approved|looks good(?: to me)?|(?:there are )?no (?:issues|findings|vulnerabilities|problems))\b|\b(?:do not|don't|never) (?:report|flag|mention) (?:this|the|these|any|following)(?: following)? (?:vulnerabilit\w+|findings?|security \w+|backdoor)\b/gi,
  },
  {
    steering: "claims an approval",
    pattern:
      /\b(?:this|the) (?:code|file|change|diff|commit|pull request|pr|function|module)\b[^.\n]{0,30}\b(?:already )?(?:been )?(?:audited|approved|reviewed|cleared|whitelisted|pre-?approved|certified)\b[^\n]{0,60}?\b(?:(?:do not|don'?t|no need to|must not|never) (?:be )?(?:flag|report|comment|mention|review|raise)\w*|report no|approve (?:it|this))\b/gi,
  },
]

/**
 * Takes neighbouring lines and gives the places where they speak to a reviewer or a model rather than about the code. Marks of comments, characters
 * nobody sees and unusual letters do not get in its way, nor does the end of a line.
 */
export function findAddresses(lines: readonly string[]): Address[] {
  return partsToRead(lines).flatMap(({ from, to }) =>
    addressesIn(lines.slice(from, to)).map((each) => ({ ...each, first: from + each.first, last: from + each.last })),
  )
}

// `(e.g. "ignore previous instructions")`, `User: "Ignore all previous instructions"`
const EXAMPLE = /(?:\be\.g\.|\bfor example|\bfor instance|\bsuch as|\blike)[,:]? ["“']$/i
const SAID = /["“]$/

function quotationOf(before: string): Address["quoted"] {
  return EXAMPLE.test(before) ? "as an example" : SAID.test(before) ? "as said" : null
}

function addressesIn(lines: readonly string[]): Address[] {
  let text = ""
  const starts: number[] = []
  for (const line of lines) {
    starts.push(text.length)
    text += `${plain(line)} `
  }
  const lineAt = (offset: number) => {
    let index = starts.findIndex((start) => start > offset)
    if (index === -1) index = starts.length
    return Math.max(0, index - 1)
  }
  const found: Address[] = []
  for (const { steering, pattern } of STEERING)
    for (const match of text.matchAll(pattern)) {
      const quoted = quotationOf(text.slice(Math.max(0, match.index - 20), match.index))
      const address = { steering, first: lineAt(match.index), last: lineAt(match.index + match[0].length - 1), quoted }
      // A sentence that does two of these things is one sentence.
      if (!found.some((each) => each.first <= address.last + 1 && address.first <= each.last + 1)) found.push(address)
    }
  return found.sort((a, b) => a.first - b.first)
}

const UNUSUAL = /[^\t\x20-\x7e]/

// Words of which each pattern needs one, in lower case; letters that only look like them are looked at more closely.
const TELLING = [
  /review|analy[sz]er|scanner|llm|gpt|claude|copilot|gemini|coderabbit|bugbot|language|(?<![a-z])ai(?![a-z])/,
  /lgtm|approved|looks|issues|finding|vulnerabilit|problems|security|backdoor|audited|cleared|whitelisted|certified/,
  /ignore|disregard|forget|override|bypass|discard/,
  /[^\t\r\n\x20-\x7e]/,
]
// Slower than one after the other, and most texts hold none.
const ANY_TELLING = new RegExp(TELLING.map((each) => each.source).join("|"), "g")
// Sentences of comments are broken into lines; none goes on for more than this before and behind its telling word.
const LINES_AROUND = 6

/** The lines in which a sentence may stand that speaks to a reviewer, from the first to the one behind the last: putting all lines plain takes longest. */
function partsToRead(lines: readonly string[]): { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = []
  const text = lines.join("\n").toLowerCase()
  if (!TELLING.some((pattern) => pattern.test(text))) return parts
  let line = 0
  let start = 0
  ANY_TELLING.lastIndex = 0
  for (let match = ANY_TELLING.exec(text); match !== null; match = ANY_TELLING.exec(text)) {
    for (let end = text.indexOf("\n", start); end !== -1 && end < match.index; end = text.indexOf("\n", start)) {
      start = end + 1
      line++
    }
    const from = Math.max(0, line - LINES_AROUND)
    const to = Math.min(lines.length, line + LINES_AROUND + 1)
    const before = parts.at(-1)
    if (before && from <= before.to) before.to = to
    else parts.push({ from, to })
    // One word of a line is enough.
    const end = text.indexOf("\n", match.index)
    if (end === -1) break
    ANY_TELLING.lastIndex = end + 1
  }
  return parts
}

// No sentence is longer, and a minified line is none.
const MAX_LINE = 2_000

function plain(line: string): string {
  const cut = line.slice(0, MAX_LINE)
  let seen = cut
  if (UNUSUAL.test(cut)) {
    const hidden = findInvisible(cut)
    seen = (hidden.length === 0 ? cut : withoutHidden(cut, hidden)).normalize("NFKC").replace(/[‘’]/g, "'")
  }
  return seen
    .replace(/^\s*(?:\/\/+|\/\*+|\*+\/?|#+|<!--+|--+|;+|>+|%+|["'`])+\s*/, "")
    .replace(/\s*(?:\*\/|-->|["'`][,;+)\]]*)\s*$/, "")
    .replace(/[\s*_]+/g, " ")
    .trim()
}

// Tags spell ASCII that no editor shows; what was written with them is read.
function withoutHidden(text: string, hidden: readonly { readonly at: number; readonly name: string }[]): string {
  let out = ""
  let from = 0
  for (const { at, name } of hidden) {
    const code = Number.parseInt(name.slice(2), 16)
    out += text.slice(from, at)
    if (code >= 0xe0020 && code <= 0xe007e) out += String.fromCharCode(code - 0xe0000)
    from = at + (code > 0xffff ? 2 : 1)
  }
  return out + text.slice(from)
}
