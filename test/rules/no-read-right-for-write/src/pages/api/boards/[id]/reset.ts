// @ts-nocheck fixture
import { canUpdateBoard, canViewBoard } from "../../../../rights.js"
import { resetBoard } from "../../../../store.js"

export default async (req, res) => {
  const { id } = req.query
  if (req.method === "POST") {
    // ruleid: no-read-right-for-write
    if (!(await canViewBoard(req.auth, id))) return res.status(401).end()
    await resetBoard(id)
    return res.status(204).end()
  }
  return res.status(405).end()
}
