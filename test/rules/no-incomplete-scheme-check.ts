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

export function safeTarget(address: string): string | null {
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
  // ok: no-incomplete-scheme-check
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
