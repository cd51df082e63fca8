const argon2 = require("argon2")
const tokens = require("./tokens")

async function changePassword(userId, current, next) {
  const user = await db("users").where({ id: userId }).first()
  if (!(await argon2.verify(user.password_hash, current))) throw new Error("wrong password")
  const passwordHash = await argon2.hash(next)
  // ruleid: require-session-revocation
  await db("users").where({ id: userId }).update({ password_hash: passwordHash })
  return tokens.issue(userId)
}

async function resetPassword(userId, next) {
  const passwordHash = await argon2.hash(next)
  // ok: require-session-revocation
  await db("users").where({ id: userId }).update({ password_hash: passwordHash })
  await tokens.revokeAll(userId)
}

async function updatePassword(userId, next) {
  // ok: require-session-revocation
  await db("users").where({ id: userId }).update({ password_hash: await argon2.hash(next), session_version: db.raw("session_version + 1") })
}

async function setPassword(userId, next) {
  // ok: require-session-revocation
  await db("users").where({ id: userId }).update({ password_hash: await argon2.hash(next) })
}

module.exports = { changePassword, resetPassword, updatePassword, setPassword }
