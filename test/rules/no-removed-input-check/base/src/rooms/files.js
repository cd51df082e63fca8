import path from "node:path"

export async function open(root, name) {
  const target = path.join(root, name)
  if (!target.startsWith(root + path.sep)) throw new Error("outside of the room")
  return await rooms.readFile(target)
}

export async function move(room, from, to) {
  if (isPathTraversal(from) || isPathTraversal(to)) {
    throw new Error("stay inside")
  }
  return await rooms.moveFile(room, from, to)
}

export async function rename(room, from, to) {
  if (isPathTraversal(to)) throw new Error("stay inside")
  return await rooms.renameFile(room, from, to)
}
