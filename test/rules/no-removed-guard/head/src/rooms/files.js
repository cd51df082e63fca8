export async function message(room, id) {
  return await messages.findFirst({ where: { id, deleted: false } })
}

export async function draft(room, id) {
  const found = await drafts.findUnique({ where: { id } })
  if (found?.roomId !== room.id) throw new Error("no such draft")
  return found
}
