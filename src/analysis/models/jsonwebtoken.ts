import type { RequestModel, Setting, TechnologyModel } from "./model.ts"

const LIBRARIES = ["jsonwebtoken.verify", "@nestjs/jwt.JwtService().verify", "@nestjs/jwt.JwtService().verifyAsync"] as const

const verifying: Setting[] = LIBRARIES.flatMap((call): Setting[] => [
  {
    call,
    argument: call.startsWith("@") ? 1 : 2,
    option: "allowInvalidAsymmetricKeyTypes",
    unsafe: { is: [true] },
    concern: "token",
    severity: "medium",
    title: "Keys that do not fit the algorithm are accepted",
    message:
      "A token signed with a key of another kind passes: `allowInvalidAsymmetricKeyTypes` switches off the check that key and algorithm belong together.",
    fix: "Use a key made for the algorithm and remove the option.",
  },
])

const EXPIRED = {
  concern: "token",
  severity: "high",
  title: "Expired tokens are accepted",
  message: "A token that leaked once opens the account for ever: the check of its end is switched off.",
  fix: "Remove the option.",
} as const

const expired: Setting[] = [
  { call: "express-jwt", argument: 0, option: "ignoreExpiration" },
  { call: "koa-jwt", argument: 0, option: "ignoreExpiration" },
  { call: "@fastify/jwt", argument: 1, option: "verify.ignoreExpiration" },
  { call: "@nestjs/jwt.JwtModule.register", argument: 0, option: "verifyOptions.ignoreExpiration" },
  { call: "@hapi/hapi.server().auth.strategy", argument: 2, option: "verifyOptions.ignoreExpiration" },
  { call: "@hapi/hapi.Server().auth.strategy", argument: 2, option: "verifyOptions.ignoreExpiration" },
]
  .map((each): Setting => ({ ...EXPIRED, ...each, unsafe: { is: [true] }, safe: "false" }))
  .concat(
    ["server", "Server"].map((made): Setting => ({
      ...EXPIRED,
      call: `@hapi/hapi.${made}().auth.strategy`,
      argument: 2,
      option: "verify.exp",
      unsafe: { is: [false] },
      safe: "true",
    })),
  )

const unverified: Setting[] = ["server", "Server"].map((made) => ({
  call: `@hapi/hapi.${made}().auth.strategy`,
  argument: 2,
  option: "verify",
  unsafe: { is: [false] },
  concern: "token",
  severity: "critical",
  title: "The signature of the token is not checked",
  message: "Anyone can write a token with any user in it: `verify: false` reads tokens without looking at their signature.",
  fix: "Give the claims to check: `verify: { aud: …, iss: …, sub: false }`.",
}))

// Both libraries then call the handler without a user.
const optional: Setting[] = [
  { call: "express-jwt", option: "credentialsRequired", unsafe: { is: [false] } },
  { call: "koa-jwt", option: "passthrough", unsafe: { is: [true] } },
].map((each) => ({
  ...each,
  argument: 0,
  concern: "token",
  severity: "low",
  confidence: "low",
  title: "Requests without a token reach the handlers",
  message: `Every handler behind this has to ask by itself whether there is a user: \`${each.option}\` lets requests without a token through.`,
  fix: "Remove the option, and put the open routes before it.",
}))

const TEXT = ["string", "host", "path"] as const
const header: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { kid: TEXT, jku: TEXT, x5u: TEXT, alg: TEXT, "header.kid": TEXT },
  methods: {},
}

/** Web tokens: what signs, checks and carries them. */
export const jsonwebtoken: TechnologyModel = {
  technology: "JWT",
  packages: ["jsonwebtoken"],
  same: [
    { from: "jose/jwt/verify.jwtVerify", to: "jose.jwtVerify" },
    { from: "express-jwt.expressjwt", to: "express-jwt" },
  ],
  // Nobody has looked at the signature yet: the header and the claims are what the sender wrote.
  passages: [
    "jsonwebtoken.decode",
    "jose.decodeJwt",
    "jose.decodeProtectedHeader",
    "jwt-decode",
    "jwt-decode.jwtDecode",
    "jwt-decode.jwt_decode",
    "@nestjs/jwt.JwtService().decode",
  ].map((call) => ({ call, from: [0], drops: [], gives: ["string", "shape", "host", "path"] as const })),
  // The function that finds the key is handed the header before the signature is checked.
  listeners: ["jsonwebtoken.verify", "jose.jwtVerify", "jose.compactVerify"].map((call) => ({
    where: ["jsonwebtoken", "jose"],
    call,
    handler: 1,
    gives: [{ parameter: 0, request: header }],
    label: "whatever takes the token",
  })),
  settings: [
    ...verifying,
    ...expired,
    ...unverified,
    ...optional,
    {
      call: "jsonwebtoken.sign",
      argument: 2,
      option: "algorithm",
      unsafe: { is: ["none"] },
      concern: "token",
      severity: "critical",
      title: "The token is not signed",
      message: "With `none` as algorithm the token carries no signature: whoever reads its form writes one with any user in it.",
      fix: "Sign with `HS256` and a secret from the environment, or with `RS256` and a private key.",
    },
    {
      call: "jsonwebtoken.sign",
      argument: 2,
      option: "allowInsecureKeySizes",
      unsafe: { is: [true] },
      concern: "token",
      severity: "medium",
      title: "Tokens may be signed with a key that can be computed",
      message: "RSA keys below 2048 bits are within reach of who wants to forge tokens: `allowInsecureKeySizes` lets them sign.",
      fix: "Use a key of at least 2048 bits and remove the option.",
    },
    {
      call: "jsonwebtoken.sign",
      argument: 2,
      option: "expiresIn",
      unsafe: { matches: /^\s*(?:\d+\s*y(?:ears?|rs?)?|(?:1[89]\d|[2-9]\d\d|\d{4,})\s*d(?:ays?)?)\s*$/i },
      concern: "token",
      severity: "low",
      confidence: "low",
      title: "The token is valid for half a year or more",
      message: "A token that leaks from a log, a backup or a browser opens the account until it ends, and nothing can call it back.",
      fix: "Give it minutes to hours and renew it with a refresh token that can be revoked.",
    },
    {
      call: "passport-jwt.ExtractJwt.fromUrlQueryParameter",
      argument: 0,
      unsafe: "literal",
      concern: "token",
      severity: "medium",
      confidence: "medium",
      title: "The token travels in the address",
      message:
        "Access logs, browser histories and the `Referer` of every outgoing link keep whole addresses, and with them a token that opens the account.",
      fix: "Read it from the `Authorization` header or from an `httpOnly` cookie.",
    },
    {
      call: "jwt-simple.decode",
      argument: 2,
      unsafe: { is: [true] },
      concern: "token",
      severity: "critical",
      title: "The signature of the token is not checked",
      message: "Anyone can write a token with any user in it: the third argument of `decode` switches the check of the signature off.",
      fix: "Leave the third argument out and name the algorithm as the fourth.",
      safe: "false",
    },
    {
      call: "jose.UnsecuredJWT.decode",
      argument: 0,
      unsafe: "used",
      concern: "token",
      severity: "high",
      confidence: "medium",
      title: "Tokens without a signature are accepted",
      message: "`UnsecuredJWT.decode` takes tokens that nobody signed, so whoever sends one decides what is in it.",
      fix: "Use `jwtVerify` with the key and a fixed list of algorithms.",
    },
    {
      call: "jwks-rsa",
      argument: 0,
      option: "cache",
      unsafe: { is: [false] },
      concern: "token",
      severity: "low",
      confidence: "medium",
      title: "Every request fetches the signing keys again",
      message:
        "Each token costs a call to the identity provider before it can be checked: a burst of requests runs into the provider's limit, and then nobody can log in.",
      fix: "Leave `cache` on, and set `rateLimit: true` against tokens with made-up key ids.",
      safe: "true",
    },
    {
      call: "fast-jwt.createVerifier",
      argument: 0,
      option: "ignoreExpiration",
      unsafe: { is: [true] },
      concern: "token",
      title: "Expired tokens are accepted",
      message: "A token that leaked once opens the account for ever: `ignoreExpiration` switches off the check of its end.",
      fix: "Remove the option.",
      safe: "false",
    },
    {
      call: "fast-jwt.createSigner",
      argument: 0,
      option: "algorithm",
      unsafe: { is: ["none"] },
      concern: "token",
      severity: "critical",
      title: "The token is not signed",
      message: "With `none` as algorithm the token carries no signature: whoever reads its form writes one with any user in it.",
      fix: "Sign with `HS256` and a secret from the environment, or with `RS256` and a private key.",
    },
  ],
  roles: [
    { call: "jsonwebtoken.verify", is: ["token-check"] },
    { call: "@nestjs/jwt.JwtService().verify", is: ["token-check"] },
    { call: "@nestjs/jwt.JwtService().verifyAsync", is: ["token-check"] },
    { call: "jose.jwtVerify", is: ["token-check"] },
    { call: "express-jwt", is: ["token-check"] },
    { call: "koa-jwt", is: ["token-check"] },
    { call: "@fastify/jwt", is: ["token-check"] },
    { call: "hono/jwt.jwt", is: ["token-check"] },
    { call: "jwt-simple.decode", is: ["token-check"] },
  ],
  facts: [
    ...["jwtVerify", "jwtDecrypt", "compactVerify", "importSPKI", "importPKCS8", "importJWK", "importX509", "generateKeyPair"].map(
      (method) => ({ call: `jose.${method}`, is: ["returns-promise"] as const }),
    ),
    { call: "jose.SignJWT().sign", is: ["returns-promise"] },
    ...["signAsync", "verifyAsync"].map((method) => ({ call: `@nestjs/jwt.JwtService().${method}`, is: ["returns-promise"] as const })),
  ],
}
