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

export async function forgotPassword(req, res) {
  const account = await db("accounts").where({ email: req.body.email }).first()
  // ruleid: no-user-enumeration
  if (!account) return res.status(404).json({ error: "no such account" })
  await mailer.sendReset(account)
  return res.json({ ok: true })
}

export async function requestPasswordReset(email: string) {
  const account = await accounts.findByEmail(email)
  // ok: no-user-enumeration
  if (!account) return
  await mailer.sendReset(account)
}

export const postForgot = async (req, res) => {
  const user = await User.findOne({ email: req.body.email })
  // ok: no-user-enumeration
  if (!user) {
    console.log("Forgot password: user not found")
    req.flash("info", { msg: "If there is an account, a message is on its way." })
    return res.redirect("/forgot")
  }
  await mailer.sendReset(user)
  req.flash("info", { msg: "If there is an account, a message is on its way." })
  return res.redirect("/forgot")
}

export const forgotCode = async (req, res) => {
  const user = await User.findOne({ email: req.body.email })
  // ruleid: no-user-enumeration
  if (!user) {
    this.logger.warn("unknown address")
    return res.status(404).end()
  }
  await mailer.sendCode(user)
  return res.status(204).end()
}

export async function resetPassword(req, res) {
  const account = await accounts.findByResetToken(req.body.token)
  // ok: no-user-enumeration
  if (!account) return res.status(400).json({ error: "the link is no longer valid" })
  await accounts.setPassword(account, await hash(req.body.password))
  return res.sendStatus(204)
}

export class Doors {
  async validate(email: string, password: string) {
    const member = await this.members.findByEmail(email)
    // ruleid: no-user-enumeration
    if (!member) throw new NotFoundException("There is no account with this address")
    if (!(await verify(member.hash, password))) throw new UnauthorizedException("Wrong password")
    return member
  }

  async signIn({ email, password }: SignIn) {
    const member = await this.members.findOneBy({ email })
    // ruleid: no-user-enumeration
    if (!member) throw new NotFoundException()
    const isRight = await bcrypt.compare(password, member.hash)
    if (!isRight) throw new UnauthorizedException()
    return this.sessions.open(member.id)
  }

  async checkCredentials(email: string, password: string) {
    const member = await this.members.findByEmail(email)
    const isRight = await verify(member?.hash ?? NOBODY, password)
    // ok: no-user-enumeration
    if (!member || !isRight) throw new UnauthorizedException()
    return member
  }

  async changePassword(id: string, password: string) {
    const member = await this.members.findById(id)
    // ok: no-user-enumeration
    if (!member) throw new NotFoundException("There is no account with this address")
    if (!(await verify(member.hash, password))) throw new UnauthorizedException("Wrong password")
  }

  async loginToClub(slug: string, email: string, password: string) {
    const club = await this.clubs.findBySlug(slug)
    // ok: no-user-enumeration
    if (!club) throw new NotFoundException()
    const member = await this.members.findByEmail(email)
    if (!member || !(await verify(member.hash, password))) throw new UnauthorizedException()
    return member
  }
}
