// @ts-nocheck fixture
import bcrypt from "bcrypt"

export async function handleLogin(req, res) {
  const user = await users.find(req.body.email)
  // ruleid: no-user-enumeration
  if (!user) return res.status(401).json({ error: "User not found" })
  if (!(await bcrypt.compare(req.body.password, user.passwordHash))) return res.status(401).json({ error: "Wrong password" })
  res.json({ id: user.id })
}

router.post("/login", async (req, res) => {
  const user = await users.find(req.body.email)
  // ok: no-user-enumeration
  if (!user) return res.status(401).json({ error: "Wrong address or password" })
  // ok: no-user-enumeration
  if (!(await bcrypt.compare(req.body.password, user.passwordHash))) return res.status(401).json({ error: "Wrong address or password" })
  res.json({ id: user.id })
})

export async function changePassword(req, res) {
  const user = await users.find(req.user.id)
  // ok: no-user-enumeration
  if (!user) return res.status(404).json({ error: "User not found" })
  if (!(await bcrypt.compare(req.body.current, user.passwordHash))) return res.status(401).json({ error: "Wrong password" })
  res.sendStatus(204)
}

export class AuthService {
  async signIn(email, password) {
    const user = await this.users.findOne({ email })
    // ruleid: no-user-enumeration
    if (!user) throw new NotFoundException("User not found")
    if (!(await bcrypt.compare(password, user.passwordHash))) throw new UnauthorizedException("Invalid credentials")
    return this.jwt.sign({ sub: user.id })
  }

  async logIn(email, password) {
    const user = await this.users.findOne({ email })
    // ok: no-user-enumeration
    if (!user) throw new UnauthorizedException("Invalid credentials")
    if (!(await bcrypt.compare(password, user.passwordHash))) throw new UnauthorizedException("Invalid credentials")
    return this.jwt.sign({ sub: user.id })
  }
}
