import mongoose from "mongoose"

export const boards = mongoose.model("Board", new mongoose.Schema({ title: String, isPublic: Boolean }))
export const members = mongoose.model("Member", new mongoose.Schema({ boardId: String, userId: String, kind: String }))
export const cards = mongoose.model("Card", new mongoose.Schema({ boardId: String, title: String }))
export const stars = mongoose.model("Star", new mongoose.Schema({ boardId: String, userId: String }))

export async function resetBoard(boardId) {
  await cards.deleteMany({ boardId })
}

export async function archiveBoard(boardId, userId) {
  if ((await members.countDocuments({ boardId, userId, role: "editor" })) === 0) throw new Error("not yours")
  await boards.updateOne({ _id: boardId }, { $set: { isArchived: true } })
}
