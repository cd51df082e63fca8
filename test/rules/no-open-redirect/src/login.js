// @ts-nocheck fixture
const express = require("express")
const { isLocal } = require("./is-local")

const router = express.Router()
const PAGES = { home: "/", billing: "/billing" }

router.get("/out", (req, res) => {
  // ruleid: no-open-redirect
  res.redirect(req.query.url)
})

router.post("/login", (req, res) => {
  const next = req.body.next || "/"
  // ruleid: no-open-redirect
  res.redirect(302, next)
})

router.get("/half", (req, res) => {
  const next = req.query.next
  if (!next.startsWith("/")) return res.redirect("/")
  // ruleid: no-open-redirect
  res.redirect(next)
})

router.get("/whole", (req, res) => {
  const next = req.query.next
  if (!next.startsWith("/") || next.startsWith("//")) return res.redirect("/")
  // ok: no-open-redirect
  res.redirect(next)
})

router.get("/checked", (req, res) => {
  if (!isLocal(req.query.next)) return res.redirect("/")
  // ok: no-open-redirect
  res.redirect(req.query.next)
})

router.get("/table", (req, res) => {
  // ok: no-open-redirect
  res.redirect(PAGES[req.query.page] ?? "/")
})

router.get("/user/:id", (req, res) => {
  // ok: no-open-redirect
  res.redirect(`/users/${req.params.id}/profile`)
})

router.use((req, res) => {
  // ok: no-open-redirect
  res.redirect(301, `https://${req.hostname}${req.originalUrl}`)
})

router.post("/back", (req, res) => {
  // ok: no-open-redirect
  res.redirect(req.get("referer") || "/")
})

module.exports = router
