// @ts-nocheck fixture
export function paging(query) {
  const limit = Math.max(Number.parseInt(query.limit, 10) || 0, 0)
  return { limit, page: Number(query.page) }
}

export function boundedPaging(query) {
  const limit = Math.min(Number.parseInt(query.limit, 10) || 20, 100)
  return { limit }
}

export function refusedPaging(query) {
  const limit = Number(query.limit)
  if (limit > 100) throw new Error("too many")
  return { limit }
}
