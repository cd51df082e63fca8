exports.issue = async function issue(userId) {
  return redis.set(`refresh:${userId}`, await random())
}

exports.revokeAll = async function revokeAll(userId) {
  await redis.del(`refresh:${userId}`)
}
