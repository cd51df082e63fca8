// @ts-nocheck fixture
export function buildQuery(parts) {
  return Object.keys(parts).length === 0 ? "" : `?${joinPairs(parts)}`
}

export function joinPairs(parts) {
  return Object.entries(parts).map(([key, value]) => escapePart(key) + "=" + escapePart(value)).join("&")
}

// ok: require-test-for-route
export function escapePart(value) {
  return value == null ? "" : encodeURIComponent(value)
}

export function isBlank(value) {
  return value === undefined ? true : value === ""
}
