// @ts-nocheck fixture
const { Membership, Player, Team } = require("./models/club")

exports.roster = async (req, res) => {
  const team = await Team.findByPk(req.params.id, {
    include: [
      {
        model: Membership,
        as: "memberships",
        attributes: ["shirtNumber"],
        // ruleid: no-password-hash-in-response
        include: [{ model: Player, as: "player" }],
      },
    ],
  })
  res.json({ id: team.id, roster: team.memberships })
}

exports.show = async (req, res) => {
  const team = await Team.findByPk(req.params.id, {
    // ruleid: no-password-hash-in-response
    include: Player,
  })
  res.json(team)
}

exports.list = async (req, res) => {
  // ok: no-password-hash-in-response
  const teams = await Team.findAll({ include: [{ model: Player, as: "captain", attributes: ["id", "displayName"] }, Membership] })
  res.json(teams)
}

exports.name = async (req, res) => {
  // ok: no-password-hash-in-response
  const team = await Team.findByPk(req.params.id, { include: [{ model: Player, as: "captain" }] })
  if (team.captain.id !== req.user.id) return res.sendStatus(403)
  res.json({ id: team.id, name: team.name })
}
