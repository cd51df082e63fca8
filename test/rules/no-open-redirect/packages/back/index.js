const { isOwnPage, isOwnPath, isOneOfOurs } = require("./own-page")

module.exports = (settings) => ({
  leave(req, res) {
    const wanted = req.query.from
    // ruleid: no-open-redirect
    res.redirect(isOwnPage(wanted) ? wanted : settings.start)
  },
  enter(req, res) {
    const wanted = req.query.from
    // ok: no-open-redirect
    res.redirect(isOwnPath(wanted) ? wanted : settings.start)
  },
  account(req, res) {
    const wanted = req.query.from
    // ok: no-open-redirect
    res.redirect(isOneOfOurs(wanted) ? wanted : settings.start)
  },
})
