/** Two parts of a path with one slash between them; `null` when one of them is unknown. */
export function joinPath(prefix: string | null, path: string | null): string | null {
  if (prefix === null || path === null) return null
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, "/").replace(/(.)\/$/, "$1")
  return joined.startsWith("/") || joined === "" ? joined : `/${joined}`
}
