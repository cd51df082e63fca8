import { boards, members } from "./store.js"

export async function canViewBoard(auth, boardId) {
  const board = await boards.findOne({ _id: boardId })
  return board.isPublic || (await members.countDocuments({ boardId, userId: auth.userId })) > 0
}

export async function canUpdateBoard(auth, boardId) {
  return (await members.countDocuments({ boardId, userId: auth.userId, kind: "editor" })) > 0
}

export async function checkBoardAccess(userId, boardId) {
  if (!(await canViewBoard({ userId }, boardId))) throw new Error("no access")
}

export async function checkBoardWriteAccess(userId, boardId) {
  if (!(await canUpdateBoard({ userId }, boardId))) throw new Error("no access")
}
