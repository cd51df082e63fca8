import bcrypt from "bcrypt"
import { users } from "./users.js"

export class SessionController {
  async create(req, res) {
    const user = await users.findByEmail(req.body.email)
    if (!user || !(await bcrypt.compare(req.body.password, user.passwordHash))) return res.sendStatus(401)
    // ruleid: no-session-fixation
    req.session.user = { id: user.id }
    return res.json({ id: user.id })
  }

  async rename(req, res) {
    const user = await users.rename(req.session.user.id, req.body.name)
    // ok: no-session-fixation
    req.session.user = { id: user.id, name: user.name }
    return res.sendStatus(204)
  }

  async changePassword(req, res) {
    const user = await users.find(req.session.user.id)
    if (!(await bcrypt.compare(req.body.oldPassword, user.passwordHash))) return res.sendStatus(403)
    await users.setPassword(user.id, await bcrypt.hash(req.body.newPassword, 12))
    // ok: no-session-fixation
    req.session.user = { id: user.id }
    return res.sendStatus(204)
  }
}
