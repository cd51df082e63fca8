// @ts-nocheck fixture
export function paging(req, res, next) {
  req.paging = { order: req.query.order ?? "id", limit: Number(req.query.limit) || 20 }
  next()
}
