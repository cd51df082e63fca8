import type { Setting, TechnologyModel } from "./model.ts"

const samlSettings: Setting[] = ["passport-saml.Strategy", "@node-saml/passport-saml.Strategy", "@node-saml/node-saml.SAML"].flatMap(
  (call): Setting[] => [
    {
      call,
      argument: 0,
      option: "acceptedClockSkewMs",
      unsafe: { below: 0 },
      concern: "login",
      severity: "medium",
      title: "Old SAML answers are accepted for ever",
      message:
        "An answer that was recorded once logs in again at any time: a negative `acceptedClockSkewMs` switches off the check of its times.",
      fix: "Allow a few seconds of difference, such as `acceptedClockSkewMs: 5000`.",
      safe: "5000",
    },
    {
      call,
      argument: 0,
      option: "wantAssertionsSigned",
      unsafe: { is: [false] },
      concern: "login",
      severity: "high",
      confidence: "medium",
      title: "SAML assertions need no signature",
      message: "Who can put an assertion into an answer decides who logs in: `wantAssertionsSigned: false` takes unsigned ones.",
      fix: "Ask the identity provider to sign assertions and remove the option.",
      safe: "true",
    },
    {
      call,
      argument: 0,
      option: "signatureAlgorithm",
      unsafe: { is: ["sha1"] },
      concern: "login",
      severity: "low",
      title: "SAML requests are signed with SHA-1",
      message: "Collisions for SHA-1 can be bought, so a signature made with it no longer proves who sent the request.",
      fix: "Use `sha256`.",
      safe: '"sha256"',
    },
  ],
)

export const passport: TechnologyModel = {
  technology: "Passport",
  packages: ["passport", "koa-passport", "@fastify/passport"],
  settings: [
    ...samlSettings,
    {
      call: "passport-ldapauth",
      argument: 0,
      option: "server.url",
      unsafe: { matches: /^ldap:\/\/(?!localhost|127\.|\[?::1|[\w-]+(?::\d+)?(?:\/|$))/i },
      concern: "login",
      severity: "medium",
      title: "Passwords travel to the directory in the clear",
      message: "Whoever is on the way reads the password of everyone who logs in: `ldap://` is not encrypted.",
      fix: "Use `ldaps://`.",
    },
  ],
  roles: [
    { call: "passport.authenticate", is: ["login"] },
    { call: "passport.session", is: ["session"] },
  ],
}
