// @ts-nocheck fixture
import { Strategy as OAuth2Strategy } from "passport-oauth2"
import { Strategy as SamlStrategy } from "@node-saml/passport-saml"
import { AuthorizationCode } from "simple-oauth2"
import * as oidc from "openid-client"
import { auth } from "express-openid-connect"
import LdapStrategy from "passport-ldapauth"

const client = new AuthorizationCode(settings)

// ruleid: no-unsafe-login-flow
export const anyone = () => client.authorizeURL({ redirect_uri: callback, scope: "email" })
// ok: no-unsafe-login-flow
export const own = (state) => client.authorizeURL({ redirect_uri: callback, scope: "email", state })

export const strategy = new OAuth2Strategy(
  {
    authorizationURL: "https://id.example.com/authorize",
    clientSecret: process.env.CLIENT_SECRET,
    // ruleid: no-unsafe-login-flow
    state: false,
  },
  verify,
)
// ok: no-unsafe-login-flow
export const withState = new OAuth2Strategy({ authorizationURL: "https://id.example.com/authorize", state: true, pkce: true }, verify)

export const saml = new SamlStrategy(
  {
    idpCert: process.env.IDP_CERT,
    // ruleid: no-unsafe-login-flow
    wantAssertionsSigned: false,
    // ruleid: no-unsafe-login-flow
    acceptedClockSkewMs: -1,
    // ok: no-unsafe-login-flow
    signatureAlgorithm: "sha256",
  },
  verify,
)

export async function callback(config, url, state) {
  // ruleid: no-unsafe-login-flow
  const open = await oidc.authorizationCodeGrant(config, url)
  // ok: no-unsafe-login-flow
  const bound = await oidc.authorizationCodeGrant(config, url, { expectedState: state })
  return [open, bound]
}

// ruleid: no-unsafe-login-flow
export const implicit = `https://id.example.com/authorize?client_id=${id}&response_type=token&scope=email`
// ok: no-unsafe-login-flow
export const code = `https://id.example.com/authorize?client_id=${id}&response_type=code&scope=email`

// ruleid: no-unsafe-login-flow
export const session = auth({ issuerBaseURL: issuer, secret: "the text that encrypts every session" })
// ok: no-unsafe-login-flow
export const sessionFromSettings = auth({ issuerBaseURL: issuer, secret: process.env.SESSION_SECRET })
// ruleid: no-unsafe-login-flow
export const directory = new LdapStrategy({ server: { url: "ldap://directory.example.com:389", bindDN } })
// ok: no-unsafe-login-flow
export const safeDirectory = new LdapStrategy({ server: { url: "ldaps://directory.example.com", bindDN } })

app.get("/github/callback", requireUser, async (req, res) => {
  const { code, state } = req.query
  delete req.session.githubState
  // ruleid: no-unsafe-login-flow
  if (typeof code !== "string" || !state) return res.sendStatus(400)
  const answer = await fetch("https://github.com/login/oauth/access_token", {
    method: "POST",
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, code }),
  })
  res.json(await answer.json())
})

app.get("/gitlab/callback", requireUser, async (req, res) => {
  const { code, state } = req.query
  // ok: no-unsafe-login-flow
  if (!code || !state || state !== req.session.gitlabState) return res.sendStatus(400)
  const tokens = await exchange(code)
  res.json(tokens)
})

router.get("/callback", async (ctx) => {
  const { code, state, error } = ctx.query
  // ruleid: no-unsafe-login-flow
  if (error || state === undefined) return ctx.redirect("/failed")
  const { tokens } = await google.getToken(code)
  await connections.save(ctx.state.userId, tokens)
})

router.get("/signed/callback", async (ctx) => {
  // ok: no-unsafe-login-flow
  const { returnTo } = unseal(ctx.query.state)
  const { tokens } = await google.getToken(ctx.query.code)
  await connections.save(ctx.state.userId, tokens)
  ctx.redirect(returnTo)
})

export async function GET(request) {
  const parameters = new URL(request.url).searchParams
  const code = request.nextUrl.searchParams.get("code")
  const state = request.nextUrl.searchParams.get("state")
  // ruleid: no-unsafe-login-flow
  if (!code || !state) return new Response(null, { status: 400 })
  const tokens = await exchangeCode(code, parameters.get("scope"))
  return Response.json(tokens)
}

fastify.get("/login/callback", async (request, reply) => {
  // ok: no-unsafe-login-flow
  if (!request.query.state || request.query.state !== request.cookies.state) return reply.code(400).send()
  return client.getToken({ code: request.query.code })
})

app.get("/verified/callback", async (req, res) => {
  const { code, state } = req.query
  // ok: no-unsafe-login-flow
  if (!(await states.verifyAndForget(req))) return res.sendStatus(400)
  res.json(await exchange(code))
})
