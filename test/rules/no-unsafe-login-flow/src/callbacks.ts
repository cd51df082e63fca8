import express from "express"
import axios from "axios"
import { AuthorizationCode } from "simple-oauth2"
import { OAuth2Client } from "google-auth-library"
import { jwtAuth } from "./session.ts"
import { linkMailbox, linkWithVerifier } from "./exchange.ts"
import { accounts } from "./accounts.ts"

const provider = new AuthorizationCode({ client, auth: { tokenHost: "https://id.example.com" } })
const google = new OAuth2Client(process.env.GOOGLE_ID, process.env.GOOGLE_SECRET, process.env.GOOGLE_CALLBACK)
const router = express.Router()

router.get("/provider/callback", async (req, res, next) => {
  try {
    // ruleid: no-unsafe-login-flow
    const { token } = await provider.getToken({ code: req.query.code, redirect_uri: process.env.CALLBACK })
    req.session.provider = token
    res.redirect("/")
  } catch (error) {
    next(error)
  }
})

router.get("/slack/callback", async (req, res) => {
  const { code } = req.query
  const answer = await axios.post("https://slack.example.com/oauth.access", {
    grant_type: "authorization_code",
    // ruleid: no-unsafe-login-flow
    code,
    client_id: process.env.SLACK_ID,
    client_secret: process.env.SLACK_SECRET,
  })
  await accounts.linkSlack(req.session.userId, answer.data.access_token)
  res.redirect("/settings")
})

router.get("/mailbox/callback", async (req, res) => {
  // ruleid: no-unsafe-login-flow
  await linkMailbox(req.session.userId, req.query.code)
  res.redirect("/mail")
})

router.get("/forum/callback", async (req, res) => {
  const form = new URLSearchParams()
  form.append("client_id", process.env.FORUM_ID)
  form.append("client_secret", process.env.FORUM_SECRET)
  // ruleid: no-unsafe-login-flow
  form.append("code", req.query.code)
  const answer = await fetch("https://forum.example/token", { method: "POST", body: form })
  req.session.forum = await answer.json()
  res.redirect("/")
})

router.get("/filtered", async (req, res) => {
  const form = new URLSearchParams()
  form.append("limit", "20")
  // ok: no-unsafe-login-flow
  form.append("code", req.query.code)
  res.redirect(`/vouchers?${form}`)
})

router.get("/verifier/callback", async (req, res) => {
  // ok: no-unsafe-login-flow
  await linkWithVerifier(req.session, req.query.code)
  res.redirect("/mail")
})

async function checkState(req, res, next) {
  if (req.query.state !== req.session.oauthState) return res.sendStatus(400)
  next()
}

router.get("/checked/callback", checkState, async (req, res) => {
  // ok: no-unsafe-login-flow
  const { tokens } = await google.getToken(req.query.code)
  await accounts.saveGoogle(req.session.userId, tokens)
  res.redirect("/calendar")
})

// ok: no-unsafe-login-flow
router.get("/page/callback", jwtAuth, async (req, res) => {
  const { tokens } = await google.getToken(req.query.code)
  await accounts.saveGoogle(req.user.id, tokens)
  res.json({ linked: true })
})

// The page of a popup asks by itself: nobody is led here.
router.post("/popup", async (req, res) => {
  // ok: no-unsafe-login-flow
  const { tokens } = await google.getToken(req.body.code)
  req.session.google = tokens
  res.json({ linked: true })
})

router.get("/compared/callback", async (req, res) => {
  if (!compareState(req)) return res.sendStatus(400)
  // ok: no-unsafe-login-flow
  const { tokens } = await google.getToken(req.query.code)
  req.session.google = tokens
  res.redirect("/")
})

function compareState(req) {
  return req.query.state !== undefined && req.query.state === req.cookies.oauth
}

router.get("/vouchers/redeem", async (req, res) => {
  // ok: no-unsafe-login-flow
  await accounts.redeem(req.session.userId, req.query.code)
  res.redirect("/vouchers")
})

// Shows whoever runs the service what to put into its settings.
router.get("/setup/tokens", async (req, res) => {
  // ok: no-unsafe-login-flow
  const { tokens } = await google.getToken(req.query.code)
  res.send(`refresh token: ${tokens.refresh_token}`)
})

export default router
