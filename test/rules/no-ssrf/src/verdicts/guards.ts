const PRIVATE = [/^127\./, /^10\./, /^169\.254\./, /^192\.168\./, /^localhost$/i]

export function validateUrl(url: string): { ok: boolean; error?: string } {
  const { hostname } = new URL(url)
  if (PRIVATE.some((each) => each.test(hostname))) return { ok: false, error: "refused" }
  return { ok: true }
}

export async function checkUrl(url: string): Promise<{ valid: boolean }> {
  return { valid: validateUrl(url).ok }
}

export function describe(url: string): { ok: boolean } {
  return { ok: url !== "" }
}
