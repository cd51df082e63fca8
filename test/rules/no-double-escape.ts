export function escapeForMail(text: string): string {
  // ruleid: no-double-escape
  return text.replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/&/g, "&amp;")
}

export function inQuotes(text: string): string {
  // ruleid: no-double-escape
  return `"${text.replaceAll('"', '\\"').replaceAll("\\", "\\\\")}"`
}

export function plainText(markup: string): string {
  return (
    // ruleid: no-double-escape
    markup.replace(/<[^>]+>/g, "").replace(/&amp;/g, "&")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
  )
}

export function escapeForPage(text: string): string {
  // ok: no-double-escape
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;")
}

export function readMarkup(markup: string): string {
  // ok: no-double-escape
  return markup.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&")
}

export function forShell(text: string): string {
  // ok: no-double-escape
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')
}

export function together(text: string): string {
  // ok: no-double-escape
  return text.replace(/\s+/g, " & ").replace(/&/g, "and")
}
