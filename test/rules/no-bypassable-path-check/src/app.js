const express = require("express")
const { requireAdmin } = require("./guards")

const app = express()

// ruleid: no-bypassable-path-check
app.use(/\/admin\/.*/, (req, res, next) => {
  if (!req.user.isAdmin) return res.sendStatus(403)
  next()
})
// ruleid: no-bypassable-path-check
app.all(/^\/billing/, requireAdmin)
// ok: no-bypassable-path-check
app.use(/^\/reports/i, requireAdmin)
// ok: no-bypassable-path-check
app.use("/admin", requireAdmin)
// ok: no-bypassable-path-check
app.use(/^\/assets/, express.static("assets"))

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (req.path.startsWith("/admin") && !req.user?.isAdmin) return res.sendStatus(403)
  // ruleid: no-bypassable-path-check
  if (req.path === "/settings" && !req.session.user) return res.status(401).end()
  // ok: no-bypassable-path-check
  if (req.path.toLowerCase().startsWith("/admin") && !req.user?.isAdmin) return res.sendStatus(403)
  // ok: no-bypassable-path-check
  if (req.path === "/old") return res.redirect("/new")
  next()
})

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (req.originalUrl.includes("/public")) return next()
  // ruleid: no-bypassable-path-check
  if (req.url.indexOf("/health") !== -1) return next()
  // ok: no-bypassable-path-check
  if (req.path.startsWith("/login")) return next()
  if (!req.headers.authorization) return res.sendStatus(401)
  next()
})

app.use((req, res, next) => {
  // ok: no-bypassable-path-check
  if (req.url.includes("/assets")) return next()
  console.log(req.method, req.url)
  next()
})

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (/^\/admin/.test(req.path)) {
    if (!req.user) return res.sendStatus(401)
  }
  // ok: no-bypassable-path-check
  if (/^\/reports/i.test(req.path)) {
    if (!req.user) return res.sendStatus(401)
  }
  next()
})

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (!req.path.startsWith("/admin")) return next()
  if (!req.user) return res.sendStatus(401)
  next()
})

app.use((req, res, next) => {
  const open = ["/login", "/health"]
  // ruleid: no-bypassable-path-check
  if (open.some((each) => req.originalUrl.includes(each))) return next()
  // ok: no-bypassable-path-check
  if (open.some((each) => req.path.startsWith(each))) return next()
  if (!req.user) return res.sendStatus(401)
  next()
})

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (/\.(?:css|js|png)$/.test(req.url)) return next()
  // ruleid: no-bypassable-path-check
  if (req.originalUrl.endsWith(".ico")) return next()
  // ok: no-bypassable-path-check
  if (/\.(?:css|js|png)$/.test(req.path)) return next()
  // ok: no-bypassable-path-check
  if (/^\/public\//.test(req.url)) return next()
  if (!req.session.user) return res.redirect("/login")
  next()
})

app.use((req, res, next) => {
  switch (req.path) {
    // ruleid: no-bypassable-path-check
    case "/admin":
    case "/settings":
      if (!req.user) return res.sendStatus(401)
      return next()
    default:
      return next()
  }
})

app.use((req, res, next) => {
  switch (req.path) {
    // ok: no-bypassable-path-check
    case "/login":
    case "/health":
      return next()
    default:
      if (!req.user) return res.sendStatus(401)
      return next()
  }
})

app.use((req, res, next) => {
  switch (req.path.toLowerCase()) {
    // ok: no-bypassable-path-check
    case "/admin":
      if (!req.user) return res.sendStatus(401)
  }
  next()
})

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (req.path !== "/admin" && req.path !== "/settings") return next()
  // ok: no-bypassable-path-check
  if (req.path !== "/billing" && req.user) return next()
  if (!req.user) return res.sendStatus(401)
  next()
})

app.use((req, res, next) => {
  // ok: no-bypassable-path-check
  if (req.path === "/login") return next()
  if (!req.user) return res.sendStatus(401)
  next()
})

app.get("/admin/users", (req, res) => res.json([]))

function cached(req, res, next) {
  readCache(req.url).then((text) => (text ? res.send(text) : next()), (err) => next(err || new Error("cache")))
}
// ok: no-bypassable-path-check
app.all(/\/javascripts\/(.*)/, cached)
// ruleid: no-bypassable-path-check
app.use(/^\/depot(\/.*)?$/, requireStaff)
// ok: no-bypassable-path-check
app.use(/^\/yard(\/.*)?$/i, requireStaff)
// ok: no-bypassable-path-check
app.use(/^\/shop(\/.*)?$/, requireModule("shop"))
