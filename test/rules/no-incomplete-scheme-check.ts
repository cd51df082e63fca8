export function safeLink(address: string): string | null {
  const compact = address.trim().toLowerCase()
  // ruleid: no-incomplete-scheme-check
  if (compact.startsWith("javascript:")) return null
  return address
}

export const cleanHref = (href: string) => {
  // ruleid: no-incomplete-scheme-check
  return /^\s*javascript:/i.test(href) ? "#top" : href
}

export function safeTarget(given: string): string | null {
  const address = given.replace(/[\0-\x20]/g, "").toLowerCase()
  // ok: no-incomplete-scheme-check
  if (address.startsWith("javascript:") || address.startsWith("data:") || address.startsWith("vbscript:")) return null
  return address
}

export function linksOf(hrefs: readonly string[]): string[] {
  const found: string[] = []
  for (const href of hrefs) {
    // ok: no-incomplete-scheme-check
    if (href.startsWith("javascript:")) continue
    found.push(href)
  }
  return found
}

export function checkedLink(address: string): string | null {
  // ok: no-incomplete-scheme-check
  if (/^javascript:/i.test(address)) return null
  return new URL(address).protocol === "https:" ? address : null
}

const FORBIDDEN_SCHEMES = ["javascript:"]

export function isLinkable(href: string): boolean {
  const start = href.trim().toLowerCase()
  // ruleid: no-incomplete-scheme-check
  return !FORBIDDEN_SCHEMES.some((scheme) => start.startsWith(scheme))
}

const RUNNING_SCHEMES = ["javascript:", "data:", "vbscript:"]

export function isSafeLink(href: string): boolean {
  // ruleid: no-incomplete-scheme-check
  return !RUNNING_SCHEMES.some((scheme) => href.startsWith(scheme))
}

export function safeAddress(href: string): string {
  // ruleid: no-incomplete-scheme-check
  if (href.trim().toLowerCase().startsWith("javascript:")) return "#"
  return href
}

export function linkOfPage(href: string): string | null {
  // ok: no-incomplete-scheme-check
  if (href === "#" || href.startsWith("javascript:")) return null
  return href
}

const RUNS = /^\s*(?:javascript|vbscript|data):/i

export function cleanedUrl(url: string): string {
  const trimmed = url.trim()
  // ruleid: no-incomplete-scheme-check
  return RUNS.test(trimmed) ? "about:blank" : trimmed
}

export function cleanedAddress(url: string): string {
  const plain = url.replace(/[\u0000-\u0020]+/g, "")
  // ok: no-incomplete-scheme-check
  return RUNS.test(plain) ? "about:blank" : url
}

export function sanitizeUrl(url: string): string {
  // ok: no-incomplete-scheme-check
  if (RUNS.test(url) || /[^\x21-\x7e]/.test(url)) return "about:blank"
  return url
}

export function validUrl(url: string): boolean {
  // ok: no-incomplete-scheme-check
  return !/^(?:javascript|data|vbscript):/i.test(new URL(url, "https://here.example").href)
}

// It tells what a page holds, and lets nobody in.
export function kindOfScript(text: string): string {
  // ok: no-incomplete-scheme-check
  return /^(?:javascript|data):/i.test(text) ? "inline" : "remote"
}
