const express = require("express")
const { Post } = require("./models")

const app = express()

// ruleid: no-change-by-get
app.get("/posts/delete/:id", async (req, res) => {
  await Post.deleteOne({ _id: String(req.params.id), owner: req.user.id })
  res.redirect("/posts")
})
// ok: no-change-by-get
app.post("/posts/delete/:id", async (req, res) => {
  await Post.deleteOne({ _id: String(req.params.id), owner: req.user.id })
  res.redirect("/posts")
})
// ok: no-change-by-get
app.get("/posts/edit/:id", async (req, res) => {
  res.render("edit", { post: await Post.findById(req.params.id) })
})
// ok: no-change-by-get
app.get("/account/delete/:token", async (req, res) => {
  await Post.deleteMany({ owner: await ownerOf(req.params.token) })
  res.end()
})
// ok: no-change-by-get
app.get("/posts/:id", async (req, res) => {
  await Post.updateOne({ _id: String(req.params.id) }, { $inc: { views: 1 } })
  res.end()
})

const guests = require("./services/guests")
const bills = require("./services/bills")
const cache = require("./services/cache")

// ruleid: no-change-by-get
app.get("/guests/:id/remove", requireHost, (req, res, next) => {
  guests.remove(req.params.id).then(() => res.redirect("/guests"), next)
})
// ruleid: no-change-by-get
app.get("/bills/:id/approve", requireHost, async (req, res) => {
  await bills.approve(req.params.id)
  res.redirect("/bills")
})
// ok: no-change-by-get
app.get("/bills/:id/edit", requireHost, async (req, res) => {
  res.render("edit", { bill: await bills.load(req.params.id) })
})
// ok: no-change-by-get
app.get("/bills/:id/cancel", requireHost, async (req, res) => {
  res.render("cancel", { reasons: bills.cancelReasons(req.params.id) })
})
// ok: no-change-by-get
app.get("/guests/:id/clear", requireHost, async (req, res) => {
  cache.delete(req.params.id)
  res.redirect("/guests")
})
