const { Member, Guest, Owner } = require("./people")
const { hashOf } = require("./hashes")

exports.setMemberPassword = async (req, res) => {
  // ruleid: require-single-use-token
  const member = await Member.findOne({ resetToken: String(req.body.token), resetUntil: { $gt: Date.now() } })
  if (!member) return res.sendStatus(400)
  member.password = await hashOf(req.body.password)
  await member.save()
  res.sendStatus(204)
}

exports.setGuestPassword = async (req, res) => {
  // ok: require-single-use-token
  const guest = await Guest.findOne({ recoveryToken: String(req.body.token) })
  if (!guest) return res.sendStatus(400)
  guest.password = await hashOf(req.body.password)
  guest.recoveryToken = undefined
  await guest.save()
  res.sendStatus(204)
}

exports.setOwnerPassword = async (req, res) => {
  // ok: require-single-use-token
  const owner = await Owner.findOne({ passwordResetToken: String(req.body.token) })
  if (!owner) return res.sendStatus(400)
  await owner.changePassword(req.body.password)
  res.sendStatus(204)
}
