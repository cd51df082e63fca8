// @ts-nocheck fixture
import bcrypt from "bcrypt"
import { pool } from "./pool"
import { User } from "./models"

export async function signIn(req, res) {
  // ruleid: no-plaintext-password
  const { rows } = await pool.query("select id from users where email = $1 and password = $2", [req.body.email, req.body.password])
  return rows[0] ? res.json(rows[0]) : res.sendStatus(401)
}

export async function changePassword(req, res) {
  const user = await User.findByPk(req.session.userId)
  if (!(await bcrypt.compare(req.body.oldPassword, user.passwordHash))) return res.sendStatus(403)
  // ruleid: no-plaintext-password
  user.passwordHash = req.body.newPassword
  await user.save()
  return res.sendStatus(204)
}

export async function setPassword(req, res) {
  const user = await User.findByPk(req.session.userId)
  // ok: no-plaintext-password
  user.passwordHash = await bcrypt.hash(req.body.newPassword, 12)
  await user.save()
  return res.sendStatus(204)
}
