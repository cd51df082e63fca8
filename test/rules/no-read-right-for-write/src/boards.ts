// @ts-nocheck fixture
import express from "express"
import { canUpdateBoard, canViewBoard, checkBoardAccess, checkBoardWriteAccess } from "./rights.js"
import { archiveBoard, boards, cards, members, resetBoard, stars } from "./store.js"

const router = express.Router()

router.post("/boards/:id/reset", async (req, res) => {
  // ruleid: no-read-right-for-write
  if (!(await canViewBoard(req.auth, req.params.id))) return res.sendStatus(401)
  await resetBoard(req.params.id)
  res.sendStatus(204)
})

router.delete("/boards/:id/cards/:cardId", async (req, res) => {
  // ruleid: no-read-right-for-write
  await checkBoardAccess(req.userId, req.params.id)
  await cards.deleteOne({ _id: req.params.cardId, boardId: req.params.id })
  res.sendStatus(204)
})

router.put("/boards/:id/title", async (req, res) => {
  // ruleid: no-read-right-for-write
  const isAllowed = await canViewBoard(req.auth, req.params.id)
  if (!isAllowed) return res.sendStatus(403)
  res.json(await boards.updateOne({ _id: req.params.id }, { $set: { title: req.body.title, updatedBy: req.auth.userId } }))
})

router.put("/boards/:id", async (req, res) => {
  // ok: no-read-right-for-write
  if (!(await canUpdateBoard(req.auth, req.params.id))) return res.sendStatus(401)
  await boards.updateOne({ _id: req.params.id }, { $set: { title: req.body.title } })
  res.sendStatus(204)
})

router.put("/boards/:id/cards/:cardId", async (req, res) => {
  // Who may not even see it is told that there is none.
  // ok: no-read-right-for-write
  if (!(await canViewBoard(req.auth, req.params.id))) return res.sendStatus(404)
  await checkBoardWriteAccess(req.userId, req.params.id)
  await cards.updateOne({ _id: req.params.cardId, boardId: req.params.id }, { $set: { title: req.body.title } })
  res.sendStatus(204)
})

router.get("/boards/:id", async (req, res) => {
  // ok: no-read-right-for-write
  if (!(await canViewBoard(req.auth, req.params.id))) return res.sendStatus(401)
  res.json(await boards.findOne({ _id: req.params.id }))
})

router.post("/boards/:id/star", async (req, res) => {
  // ok: no-read-right-for-write
  if (!(await canViewBoard(req.auth, req.params.id))) return res.sendStatus(401)
  await stars.create({ boardId: req.params.id })
  res.sendStatus(204)
})

router.delete("/boards/:id/me", async (req, res) => {
  // ok: no-read-right-for-write
  await checkBoardAccess(req.userId, req.params.id)
  await members.deleteOne({ boardId: req.params.id, userId: req.userId })
  res.sendStatus(204)
})

router.post("/boards/:id/cards/find", async (req, res) => {
  // ok: no-read-right-for-write
  await checkBoardAccess(req.userId, req.params.id)
  res.json(await cards.find({ boardId: req.params.id, title: req.body.title }))
})

router.post("/boards/:id/archive", async (req, res) => {
  // ok: no-read-right-for-write
  await checkBoardAccess(req.userId, req.params.id)
  await archiveBoard(req.params.id, req.userId)
  res.sendStatus(204)
})

router.delete("/boards/:id", async (req, res) => {
  // ok: no-read-right-for-write
  await checkBoardAccess(req.userId, req.params.id)
  const board = await boards.findOne({ _id: req.params.id })
  if (board.ownerId !== req.userId) return res.sendStatus(403)
  await boards.deleteOne({ _id: req.params.id })
  res.sendStatus(204)
})

export { router }
