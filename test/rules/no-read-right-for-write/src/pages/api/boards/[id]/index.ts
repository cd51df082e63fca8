// @ts-nocheck fixture
import { canUpdateBoard, canViewBoard } from "../../../../rights.js"
import { boards } from "../../../../store.js"

export default async (req, res) => {
  const { id } = req.query
  // ok: no-read-right-for-write
  if (!(await canViewBoard(req.auth, id))) return res.status(401).end()
  if (req.method === "GET") return res.json(await boards.findOne({ _id: id }))
  if (req.method === "POST") {
    // ok: no-read-right-for-write
    if (!(await canUpdateBoard(req.auth, id))) return res.status(401).end()
    await boards.updateOne({ _id: id }, { $set: { title: req.body.title } })
    return res.status(204).end()
  }
  return res.status(405).end()
}
