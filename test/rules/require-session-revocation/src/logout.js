const { Router } = require("express")
const { note } = require("./notes")

const router = Router()

router.post("/logout", (req, res) => {
  note("left", req.session.driver.id)
  // ruleid: require-session-revocation
  res.clearCookie("connect.sid")
  res.redirect("/")
})

router.post("/sign-out", (req, res, next) => {
  req.session.destroy((error) => {
    if (error) return next(error)
    // ok: require-session-revocation
    res.clearCookie("connect.sid")
    return res.redirect("/")
  })
})

router.post("/depot/logout", (req, res) => {
  req.session.driver = null
  // ok: require-session-revocation
  res.clearCookie("connect.sid")
  res.redirect("/")
})

exports.logOut = async (req, res) => {
  await leave(req)
  // ok: require-session-revocation
  res.clearCookie("connect.sid")
  res.redirect("/")
}

exports.signOut = async (req, res) => {
  // ok: require-session-revocation
  res.clearCookie("theme")
  res.redirect("/")
}

exports.router = router
