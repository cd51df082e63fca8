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
