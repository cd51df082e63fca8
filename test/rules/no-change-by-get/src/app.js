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
