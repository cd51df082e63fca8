// @ts-nocheck fixture
export function answerError(error, req, res, next) {
  res.status(error.status ?? 500).json({ error: "failed" })
}
