export async function message(room, id) {
  return await messages.findFirst({ where: { id, roomId: room.id, deleted: false } })
}

export async function draft(room, id) {
  const found = await drafts.findFirst({ where: { id, roomId: room.id } })
  if (!found) throw new Error("no such draft")
  return found
}
