import MarkdownIt from "markdown-it"

const markdown = new MarkdownIt({ html: true, linkify: true })

/** What GitHub would act upon in a text of ours. Empty lists for a harmless one. */
export interface Actions {
  /** Tags other than those of plain Markdown, images and links among them. */
  readonly tags: readonly string[]
  readonly links: readonly string[]
  readonly mentions: readonly string[]
  /** Issues, pull requests and commits; GitHub looks for them, and for closing words before them, in the rendered text. */
  readonly references: readonly string[]
  /** What other programs would take for an order; they read the raw text. */
  readonly orders: readonly string[]
  /** Characters nobody sees. */
  readonly hidden: readonly string[]
}

const plainTags = new Set(["p", "ul", "ol", "li", "em", "strong", "br", "hr", "code", "pre", "blockquote", "h1", "h2", "h3"])
const bots =
  /(?:^|\s)@(?:claude|coderabbitai|copilot|codex|cursor|dependabot|renovate|mergify|gemini-code-assist|bors|expert)(?=$|[\s.,!?;:])/gim
const commands = /^(?:\/[a-z][\w-]*(?:\s|$)|bors\b|(?:retest|recheck|lgtm)\s*$|(?:ok to test|test this please)\b)/gim
// Code points, first and last. Written down on its own: a test that used the pattern of the program would believe its mistakes.
const hidden: readonly (readonly [number, number])[] = [
  [0, 8],
  [0xb, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0d],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
]

function hiddenIn(text: string): string[] {
  return Array.from(text).filter((character) => {
    const code = character.codePointAt(0)!
    return hidden.some(([first, last]) => code >= first && code <= last)
  })
}

/** Takes Markdown as it is posted, returns what would act. `ours` are tags and links that the program writes itself. */
export function actionsOf(source: string, ours: { readonly tags?: readonly string[]; readonly link?: RegExp } = {}): Actions {
  const html = markdown.render(source)
  const outside = html.replace(/<pre>[\s\S]*?<\/pre>/g, "\n").replace(/<code>[\s\S]*?<\/code>/g, " \u0001 ")
  const names = Array.from(outside.matchAll(/<\/?([a-z!][a-z0-9-]*)/gi), ([, name = ""]) => name.toLowerCase())
  const links = Array.from(html.matchAll(/<(?:a|img|link|iframe)\b[^>]*?(?:href|src)="([^"]*)"/gi), ([, address = ""]) => address)
  const text = outside
    .replace(/<a\b[^>]*>/g, "")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
  return {
    tags: names.filter((name) => !plainTags.has(name) && !(ours.tags ?? []).includes(name)),
    links: links.filter((address) => ours.link === undefined || !ours.link.test(address)),
    mentions: text.match(/(?<![\w`/])@[a-z\d][a-z\d-]*(?:\/[a-z\d][\w-]*)?/gi) ?? [],
    references: [
      ...(text.match(/(?<![&\w])#\d+|\bGH-\d+|[\w-]+\/[\w.-]+#\d+/gi) ?? []),
      ...(text.match(/(?<![\w/.-])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w-])/g) ?? []),
    ],
    orders: [...(source.match(bots) ?? []), ...(source.match(commands) ?? [])],
    hidden: hiddenIn(source),
  }
}

export const nothing: Actions = { tags: [], links: [], mentions: [], references: [], orders: [], hidden: [] }
