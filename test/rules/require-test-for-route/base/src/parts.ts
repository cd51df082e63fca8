// @ts-nocheck fixture
export function buildQuery(parts) {
  return Object.keys(parts).length === 0 ? "" : `?${joinPairs(parts)}`
}

export function joinPairs(parts) {
  return Object.entries(parts).map(([key, value]) => escapePart(key) + "=" + escapePart(value)).join("&")
}

export function escapePart(value) {
  return value === undefined ? "" : encodeURIComponent(value)
}

export function isBlank(value) {
  return value === undefined ? true : value === ""
}
