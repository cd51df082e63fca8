import { findInvisible } from "../../hygiene/invisible.ts"
import { addedBlocks } from "../change/added-blocks.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"

// One is enough to make a name another.
const PADDING = 16

type Hidden = "order" | "text" | "name"

// Pictures of several people and flags of regions are put together with characters that are not shown.
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u{1f1e6}-\u{1f1ff}]|\ufe0f/u
const JOINED_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Malayalam}\p{Script=Kannada}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Thai}\p{Script=Myanmar}\p{Script=Mongolian}\p{Script=Hangul}]/u

export const noInvisibleCharacter = defineRule({
  kind: "change",
  id: "no-invisible-character",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A line holds characters that nobody sees",
  why: "Editors and diffs show another text than the one that runs: characters that turn the direction of reading move code into a comment, and others carry a text or a name that no reviewer can see. Such characters have no use in code; a string that needs one can spell it out.",
  fix: "Remove the characters, or write them as escapes such as `\\u200B` where a string needs them.",
  cwe: ["CWE-1007"],
  *check({ diff }) {
    for (const file of diff.files) {
      if (file.status === "deleted") continue
      const kind = classifyPath(file.path)
      const isCode = kind !== "documentation" && kind !== "other" && !isTestPath(file.path) && !isTranslation(file.path)
      for (const { line, texts } of addedBlocks(file))
        for (let index = 0; index < texts.length; index++) {
          const found = hiddenIn(texts[index] as string, line + index === 1)
          // Translators leave them behind, and nothing is looked up by a sentence.
          if (found === null || (found.kind === "name" && isTranslation(file.path))) continue
          const isInCode = isCode && (found.kind !== "name" || !(file.path.endsWith(".json") || isMeantToBe(found, texts[index] as string)))
          yield {
            path: file.path,
            at: { line: line + index },
            ...(found.kind === "text" || isInCode ? {} : { confidence: "low" as const }),
            title: TITLES[found.kind],
            message: `${MESSAGES[found.kind]} The line holds ${found.names.slice(0, 4).join(", ")}${found.names.length > 4 ? ` and ${found.names.length - 4} more` : ""}.`,
            key: `invisible ${found.kind}`,
          }
        }
    }
  },
})

const TITLES: Readonly<Record<Hidden, string>> = {
  order: "This line reads differently from how it runs",
  text: "This line carries a text that nobody sees",
  name: "A name or a value here holds a character that nobody sees",
}

const MESSAGES: Readonly<Record<Hidden, string>> = {
  order:
    "A reviewer sees other code than the one that runs: characters that turn the direction of reading change the order in which the line is shown.",
  text: "What is hidden here reaches whatever reads the file, a program or a model, and no reviewer: the characters spell a text or data without being shown.",
  name: "Two names that look the same may be different ones, or a comparison may fail for no reason anyone can see.",
}

interface Found {
  readonly kind: Hidden
  readonly names: readonly string[]
}

function hiddenIn(text: string, isFirstLine: boolean): Found | null {
  const all = findInvisible(text)
  if (all.length === 0) return null
  const kinds = new Map<Hidden, string[]>()
  const add = (kind: Hidden, name: string) => kinds.set(kind, [...(kinds.get(kind) ?? []), name])
  for (const { at, name } of all) {
    const code = Number.parseInt(name.slice(2), 16)
    const before = characterBefore(text, at)
    const after = String.fromCodePoint(text.codePointAt(at + (code > 0xffff ? 2 : 1)) ?? 0x20)
    if (isFirstLine && at === 0 && code === 0xfeff) continue
    if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) add("order", name)
    else if ((code >= 0xe0000 && code <= 0xe0fff) || (code >= 0xfe00 && code <= 0xfe0f)) {
      // Flags of regions are a black flag with tags.
      if (!isPartOfPicture(text, at)) add("text", name)
    } else if (code === 0x200e || code === 0x200f) {
      // Marks of direction belong to text in such scripts, also beside its stops and digits.
      if (!JOINED_SCRIPT.test(text)) add("name", name)
    } else if (
      isNameHider(code) &&
      !isAllOfString(text, at) &&
      !PICTURE.test(before) &&
      !JOINED_SCRIPT.test(before) &&
      !JOINED_SCRIPT.test(after)
    )
      add("name", name)
  }
  const order = kinds.get("order")
  if (order) return { kind: "order", names: order }
  // One selector that strayed into a line carries nothing.
  const hidden = kinds.get("text")
  if (hidden && hidden.length >= 4) return { kind: "text", names: hidden }
  const names = kinds.get("name")
  return names ? { kind: "name", names } : null
}

// Mails are padded with a hundred of them, so that no other text is shown beside the subject; and who spells one of them out knows of the other.
function isMeantToBe({ names }: Found, text: string): boolean {
  return names.length >= PADDING || /\\u(?:200[b-f]|206[0-4]|feff)/i.test(text)
}

// Soft hyphens and control characters get into texts by themselves and hide nothing.
function isNameHider(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2060 && code <= 0x2064) ||
    [0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x180e, 0xfeff].includes(code)
  )
}

// A string of this one character is about the character; in brackets it may be a name.
function isAllOfString(text: string, at: number): boolean {
  return /(?<!\[\s*)(["'`])$/.exec(text.slice(Math.max(0, at - 8), at))?.[1] === text.charAt(at + 1)
}

function characterBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1)
  return at === 0 ? " " : low >= 0xdc00 && low <= 0xdfff ? text.slice(at - 2, at) : text.charAt(at - 1)
}

function isPartOfPicture(text: string, at: number): boolean {
  return /(?:\u{1f3f4}[\u{e0020}-\u{e007f}]*|\p{Extended_Pictographic}[\ufe00-\ufe0f]?)$/u.test(text.slice(Math.max(0, at - 24), at))
}

function isTranslation(path: string): boolean {
  return /(?:^|\/)(?:locales?|i18n|l10n|lang(?:uage)?s?|translations?|messages)\//i.test(path)
}
