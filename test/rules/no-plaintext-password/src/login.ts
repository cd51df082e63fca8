// @ts-nocheck fixture
import bcrypt from "bcrypt"

export async function login(req, res) {
  const user = await User.findOne({ email: String(req.body.email) })
  // ruleid: no-plaintext-password
  if (!user || user.password !== req.body.password) return res.status(401).send("wrong, and to become a bcrypt or argon2 hash")
  res.json({ id: user.id })
}

export async function loginWithHash(req, res) {
  const user = await User.findOne({ email: String(req.body.email) })
  // ok: no-plaintext-password
  if (!user || !(await bcrypt.compare(req.body.password, user.password))) return res.sendStatus(401)
  res.json({ id: user.id })
}

export async function loginBySearch(req, res) {
  // ruleid: no-plaintext-password
  const user = await User.findOne({ where: { username: req.body.username, password: req.body.password } })
  res.json({ id: user?.id })
}

export async function loginByHashedSearch(req, res) {
  const password = sha(req.body.password)
  // ok: no-plaintext-password
  const user = await User.findOne({ username: req.body.username, password })
  res.json({ id: user?.id })
}

export function comparePassword(fromDatabase, fromUser) {
  // ruleid: no-plaintext-password
  return fromDatabase === fromUser
}

export function register(req, res, next) {
  // ok: no-plaintext-password
  if (req.body.password !== req.body.confirmation) return res.status(422).json({ error: "not the same" })
  next()
}

export function hasPassword(user) {
  // ok: no-plaintext-password
  return user.password !== null && user.password !== undefined
}

export const strategy = new LocalStrategy((username, password, done) => {
  accounts.find(username, (error, user) => {
    if (error) return done(error)
    // ruleid: no-plaintext-password
    if (!user || user.password != password) return done(null, false)
    done(null, user)
  })
})
