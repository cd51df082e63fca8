const { Member } = require("./tables")

module.exports = async function join(req, res, next) {
  try {
    // ruleid: no-mass-assignment
    const member = await Member.create({ ...req.body, joined: new Date() })
    res.status(201).json({ id: member.id })
  } catch (error) {
    next(error)
  }
}

module.exports.invite = async function invite(req, res, next) {
  try {
    // ok: no-mass-assignment
    const member = await Member.create({ nickname: req.body.nickname, joined: null })
    res.status(201).json({ id: member.id })
  } catch (error) {
    next(error)
  }
}
