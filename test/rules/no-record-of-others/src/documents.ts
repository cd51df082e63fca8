import { Router } from "express"
import mongoose from "mongoose"
import { authenticate } from "./authenticate.ts"

const Sheet = mongoose.model("Sheet", new mongoose.Schema({ owner: mongoose.Types.ObjectId, title: String }))
const Article = mongoose.model("Article", new mongoose.Schema({ author: mongoose.Types.ObjectId, title: String }))
export const router = Router()

router.get("/sheets/:id", authenticate, async (req, res) => {
  // ok: no-record-of-others
  const sheet = await Sheet.findById(req.params.id)
  if (!sheet) return res.sendStatus(404)
  if (sheet.owner.toString() !== req.account.id) return res.sendStatus(403)
  return res.json(sheet)
})

router.put("/sheets/:id", authenticate, async (req, res) => {
  // ruleid: no-record-of-others
  const sheet = await Sheet.findByIdAndUpdate(req.params.id, { title: req.body.title }, { new: true })
  return sheet ? res.json(sheet) : res.sendStatus(404)
})

router.get("/articles/:id", async (req, res) => {
  // ok: no-record-of-others
  res.json(await Article.findById(req.params.id))
})

router.delete("/articles/:id", authenticate, async (req, res) => {
  // ok: no-record-of-others
  const article = await Article.findById(req.params.id)
  if (!article?.author.equals(req.account.id)) return res.sendStatus(404)
  await article.deleteOne()
  return res.sendStatus(204)
})
