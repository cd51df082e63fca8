const db = require("./store")

exports.join = async (group, user) => {
  // ok: no-promise-as-value
  if (await db.isMember(group, user)) return
  if (await db.isMember(group.parent, user)) await db.add(group, user)
}

exports.leave = async (group, user) => {
  if (!(await db.isMember(group, user))) return
  await db.remove(group, user)
  // ok: no-promise-as-value
  if (db.now() > group.end) await db.close(group)
}

exports.list = async (group, users) => {
  // ok: no-promise-as-value
  const all = await Promise.all(users.map((user) => db.isMember(group, user)))
  return users.filter((_, index) => all[index])
}

exports.allowed = async (group, user) => {
  // ruleid: no-promise-as-value
  const masked = db.isMember(group.masked, user)
  if (!masked) return await db.isMember(group, user)
  return (await db.isMember(group, "everybody")) || (await db.isMember(group.owners, user))
}
