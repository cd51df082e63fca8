import type { Setting, TechnologyModel } from "./model.ts"

const STATELESS = {
  concern: "login",
  severity: "medium",
  title: "The login can be started by somebody else",
  fix: "Send a random `state` that is kept in the session, and compare it in the callback; with public clients use PKCE as well.",
} as const

const starting: Setting[] = [
  { call: "simple-oauth2.AuthorizationCode().authorizeURL", confidence: "medium" as const },
  { call: "google-auth-library.OAuth2Client().generateAuthUrl", confidence: "low" as const },
  { call: "googleapis.google.auth.OAuth2().generateAuthUrl", confidence: "low" as const },
].map(({ call, confidence }) => ({
  ...STATELESS,
  call,
  confidence,
  argument: 0,
  option: "state",
  unsafe: "missing",
  message:
    "An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: the request carries no `state` that the callback could compare.",
}))

const finishing: Setting[] = [
  { call: "openid-client.Issuer.discover().Client().callback", argument: 2 },
  { call: "openid-client.Issuer().Client().callback", argument: 2 },
  { call: "openid-client.Issuer.discover().Client().oauthCallback", argument: 2 },
  { call: "openid-client.Issuer().Client().oauthCallback", argument: 2 },
  { call: "openid-client.authorizationCodeGrant", argument: 2 },
].map((each) => ({
  ...STATELESS,
  ...each,
  confidence: "medium",
  unsafe: "missing",
  message:
    "An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: the call is not told which `state`, `nonce` or code verifier to expect.",
}))

/** Strategies of Passport that send no `state` unless they are told to. */
export const statelessStrategies: ReadonlySet<string> = new Set([
  "passport-oauth2.Strategy",
  "passport-oauth2",
  "passport-google-oauth20.Strategy",
  "passport-github2.Strategy",
  "passport-github.Strategy",
  "passport-facebook.Strategy",
  "passport-azure-ad-oauth2",
  "passport-gitlab2",
  "passport-linkedin-oauth2.Strategy",
])

const switchedOff: Setting[] = [...statelessStrategies, "passport-auth0.Strategy", "passport-auth0"].flatMap((call): Setting[] => [
  {
    ...STATELESS,
    call,
    argument: 0,
    option: "state",
    unsafe: { is: [false] },
    message:
      "An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: `state: false` takes away what the callback compares.",
    safe: "true",
  },
])

/** OAuth 2 and OpenID Connect clients. */
export const oauth2: TechnologyModel = {
  technology: "OAuth2",
  packages: ["openid-client"],
  settings: [
    ...starting,
    ...finishing,
    ...switchedOff,
    {
      call: "openid-client.allowInsecureRequests",
      argument: 0,
      unsafe: "used",
      concern: "login",
      severity: "medium",
      confidence: "medium",
      title: "The identity provider is called over plain HTTP",
      message: "Whoever stands between reads codes and tokens and can hand out signing keys of their own.",
      fix: "Use an `https://` issuer, and allow plain HTTP only in tests.",
    },
    {
      call: "grant.express",
      argument: 0,
      option: "defaults.state",
      unsafe: { is: [false] },
      ...STATELESS,
      message:
        "An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: `state: false` takes away what the callback compares.",
      safe: "true",
    },
    {
      call: "@fastify/oauth2",
      argument: 1,
      option: "credentials.client.secret",
      unsafe: "literal",
      concern: "login",
      severity: "high",
      title: "The secret of the OAuth client is written into the source",
      message: "Everyone who has read the repository can exchange codes and ask for tokens in the name of the service.",
      fix: "Read it from the environment, and have the provider issue a new one.",
      secret: true,
    },
  ],
  roles: [
    { call: "@node-oauth/oauth2-server", is: ["login"] },
    { call: "oauth2-server", is: ["login"] },
  ],
  facts: [
    ...["discovery", "authorizationCodeGrant", "refreshTokenGrant", "fetchUserInfo", "clientCredentialsGrant", "tokenRevocation"].map(
      (method) => ({ call: `openid-client.${method}`, is: ["returns-promise", "http"] as const }),
    ),
    ...["getToken", "createToken"].map((method) => ({
      call: `simple-oauth2.AuthorizationCode().${method}`,
      is: ["returns-promise", "http"] as const,
    })),
  ],
}
