const express = require("express")
const { landing, landingInside, landingBySign } = require("./landing")

const router = express.Router()

router.get("/sign-in", (req, res) => {
  req.session.pending = { state: makeState(), next: landing(req.query.next) }
  req.session.inside = landingInside(req.query.inside)
  req.session.plain = req.query.plain
  res.redirect("/authorize")
})

// What is found in the session was put there with another request.
router.get("/sign-in/callback", async (req, res) => {
  const { pending } = req.session
  if (req.query.a) {
    // ruleid: no-open-redirect
    return res.redirect(pending.next)
  }
  if (req.query.b) {
    // ruleid: no-open-redirect
    return res.redirect(req.session.plain ?? "/")
  }
  // ok: no-open-redirect
  if (req.query.c) return res.redirect(req.session.inside)
  // ok: no-open-redirect
  return res.redirect(req.session.user.home)
})

router.get("/direct", (req, res) => {
  // ruleid: no-open-redirect
  if (req.query.a) return res.redirect(landing(req.query.next))
  // ok: no-open-redirect
  if (req.query.b) return res.redirect(landingInside(req.query.next))
  // ok: no-open-redirect
  return res.redirect(landingBySign(req.query.next))
})
