// `[a-z0-9.-]*acme\.io`, `.*acme\.io`, `.+.acme\.io`, `(?:\w+)?acme\.io`: any number of signs and no dot before a name that can be bought.
// Before one with more parts stand only names of the same owner.
const RUNS_INTO_NAME =
  /(?:\[[^\]]{1,60}\]|(?<!\\)\.|\\[wS])(?:[*+]\??|\{\d*,?\d*\})\)?[?*+]?\.?\(?(?:\?:)?[a-z0-9][a-z0-9-]{0,60}\\?\.(?:(?:com?|org|net|ac|gov)\\?\.)?[a-z]{2,20}(?!\\?\.|[a-z0-9-])/i

// Nobody writes longer ones for a few hosts.
const MAX_PATTERN = 500

// `app.acme\.io` where `app\.acme\.io` is meant. Nobody can buy `acmexio`, so the last dot does no harm.
const LOOSE_DOT = /([a-z0-9-]{1,40})(?:\)\??)?(?<!\\)\.((?:[a-z0-9-]{1,40}\\?\.){1,4}[a-z]{2,20})(?![a-z0-9-])/i

/** What a pattern of a host leaves open: where the host begins or ends, or a dot of it that stands for any sign. */
export type OpenHost = { readonly at: "start" | "end" } | { readonly at: "dot"; readonly before: string; readonly after: string }

/** What a pattern, as the text of a regular expression, leaves open of the host in it; `null` when it names none, or holds it. */
export function opennessOfHost(pattern: string): OpenHost | null {
  if (pattern.length > MAX_PATTERN || !/[a-z0-9-]{2,}\\?\.[a-z]{2,}/i.test(pattern)) return null
  if (!/[$]\)?$/.test(pattern)) return { at: "end" }
  if (!startsAtHost(pattern) || RUNS_INTO_NAME.test(pattern)) return { at: "start" }
  const loose = LOOSE_DOT.exec(pattern.replace(/\[[^\]]*\][*+?]?/g, "-"))
  return loose ? { at: "dot", before: loose[1] ?? "", after: (loose[2] ?? "").replaceAll("\\", "") } : null
}

function startsAtHost(pattern: string): boolean {
  return /^(?:\^|\\\.|\(\?*:?\^|:?\\\/\\\/)/.test(pattern)
}
