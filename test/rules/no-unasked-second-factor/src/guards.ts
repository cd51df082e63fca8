// @ts-nocheck fixture
export function requireUser(req, res, next) {
  // ruleid: no-unasked-second-factor
  if (!req.session.userId) {
    res.status(401).json({ error: "login_required" })
    return
  }
  next()
}

export const requirePage = (req, res, next) => {
  // ruleid: no-unasked-second-factor
  if (req.session?.userId == null) return res.redirect("/login")
  next()
}

// Set together with the second factor.
export function requireAccount(req, res, next) {
  // ok: no-unasked-second-factor
  if (!req.session.accountId) return res.sendStatus(401)
  next()
}

export function requireMember(req, res, next) {
  // ruleid: no-unasked-second-factor
  if (!req.session.memberId) return res.sendStatus(401)
  return next()
}
