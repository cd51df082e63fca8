// @ts-nocheck fixture

export function sanitizeHtml(html) {
  return (
    html
      // ruleid: no-tag-filter-by-pattern
      .replace(/<script\b[^<]*(?:(?!<\/script>)<[^<]*)*<\/script>/gi, "")
      .replace(/on\w+="[^"]*"/gi, "")
  )
}

export const removeScripts = {
  stripScripts(html) {
    // ruleid: no-tag-filter-by-pattern
    return html.replace(/<script.*?>.*?<\/script>/g, "")
  },
}

const HANDLERS = /\son[a-z]+=("[^"]*"|'[^']*')/gi

export function comment(text) {
  // ruleid: no-tag-filter-by-pattern
  const safeText = text.trim().replace(HANDLERS, "")
  return safeText
}

export function wordsOf(page) {
  // ok: no-tag-filter-by-pattern
  return page.replace(/<script[\s\S]*?<\/script>/gi, " ").split(/\s+/)
}

export function safeName(name) {
  // ok: no-tag-filter-by-pattern
  return name.replace(/[^\w.-]/g, "")
}

export function cleanBody(html: string): string {
  // ruleid: no-tag-filter-by-pattern
  return html.replace(/<script[^>]*>[\s\S]*?<\/script>/g, "").trim()
}

export function cleanText(html: string): string {
  // ok: no-tag-filter-by-pattern
  const less = html.replace(/<style[^>]*>[\s\S]*?<\/style>/gi, "")
  return less.replace(/<[^>]+>/g, " ")
}

const FRAMES = /<iframe\b[^>]*>/gi

export function clean(text: string): string {
  // ruleid: no-tag-filter-by-pattern
  return text.replace(FRAMES, "").trim()
}

export function shorten(html: string): string {
  // ruleid: no-tag-filter-by-pattern
  return html.replace(/\son\w+\s*=\s*"[^"]*"/g, "").slice(0, 200)
}

export function shortenPage(html: string): string {
  // ok: no-tag-filter-by-pattern
  return html.replace(/<style[^>]*>[^<]*<\/style>/g, "").slice(0, 200)
}
