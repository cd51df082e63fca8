// @ts-nocheck fixture
import axios from "axios"
import passport from "passport"
import { Strategy as GitHubStrategy } from "passport-github2"
import { oidc } from "./oidc"
import { prisma, User } from "./models"

passport.use(
  new GitHubStrategy({ clientID: process.env.ID, clientSecret: process.env.SECRET, callbackURL: "/callback", state: true }, async (accessToken, refreshToken, profile, done) => {
    const email = profile.emails[0].value
    // ruleid: no-unverified-address
    const user = (await User.findOne({ email })) ?? (await User.create({ email, githubId: profile.id }))
    done(null, user)
  }),
)

export async function callback(req, res) {
  const tokens = await oidc.callback(req.query, req.session.state)
  const claims = tokens.claims()
  // ruleid: no-unverified-address
  const user = await prisma.user.upsert({ where: { email: claims.email }, update: {}, create: { email: claims.email } })
  req.session.regenerate(() => {
    req.session.userId = user.id
    res.redirect("/")
  })
}

export async function careful(req, res) {
  const claims = (await oidc.callback(req.query, req.session.state)).claims()
  if (!claims.email_verified) return res.sendStatus(403)
  // ok: no-unverified-address
  const user = await prisma.user.findUnique({ where: { email: claims.email } })
  return signIn(req, res, user)
}

export async function bySubject(req, res) {
  const claims = (await oidc.callback(req.query, req.session.state)).claims()
  // ok: no-unverified-address
  const user = await prisma.user.findUnique({ where: { subject: claims.sub } })
  return signIn(req, res, user)
}

export async function withToken(req, res) {
  const { data: account } = await axios.get("https://git.example.com/api/v4/user", { headers: { Authorization: `Bearer ${req.body.accessToken}` } })
  // ruleid: no-unverified-address
  const user = await User.findOne({ where: { email: account.email.toLowerCase() } })
  return signIn(req, res, user)
}

export async function withPassword(req, res) {
  // ok: no-unverified-address
  const user = await User.findOne({ where: { email: req.body.email } })
  return (await user?.matches(req.body.password)) ? signIn(req, res, user) : res.sendStatus(401)
}
