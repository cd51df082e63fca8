/** One secret of each kind, made up from a seed, so that nothing in this repository looks like a key that was leaked. */
export interface SecretSample {
  readonly name: string
  readonly secret: string
  /** How it stands in code when not as the value of a setting; `§` is the secret. */
  readonly within?: string
  /** The name of the setting, where the form alone says nothing. */
  readonly setting?: string
}

const lower = "abcdefghijklmnopqrstuvwxyz"
const digits = "0123456789"
const hex = "0123456789abcdef"
const alphanumeric = lower + lower.toUpperCase() + digits
const upper = lower.toUpperCase() + digits
const base64 = `${alphanumeric}+/`

/** Takes a seed, returns a source of random words that is the same every time. */
export function wordsFrom(seed: number): (length: number, alphabet?: string) => string {
  let state = seed
  const next = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return (length, alphabet = alphanumeric) => Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join("")
}

/** Takes a seed, returns samples of every kind. */
export function secretSamples(seed: number): readonly SecretSample[] {
  const word = wordsFrom(seed)
  const uuid = () => [8, 4, 4, 4, 12].map((length) => word(length, hex)).join("-")
  const lines = (count: number) => Array.from({ length: count }, () => word(64, base64)).join("\n")
  const pem = (kind: string, body = `${lines(12)}\n${word(30, base64)}==`) => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`
  const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const jwt = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ sub: word(8), admin: true })}.${word(43)}`
  return [
    { name: "AWS access key id", secret: `AKIA${word(16, upper)}` },
    { name: "AWS temporary key id", secret: `ASIA${word(16, upper)}` },
    { name: "AWS secret access key", secret: word(40, base64), setting: "AWS_SECRET_ACCESS_KEY" },
    { name: "AWS session token", secret: word(300, base64), setting: "AWS_SESSION_TOKEN" },
    { name: "AWS Bedrock key", secret: `ABSK${word(120, base64)}` },
    { name: "AWS marketplace key", secret: `amzn.mws.${uuid()}` },
    { name: "Google API key", secret: `AIza${word(35)}` },
    { name: "Google OAuth client secret", secret: `GOCSPX-${word(28)}` },
    { name: "Google OAuth token", secret: `ya29.${word(60)}` },
    { name: "Google service account key id", secret: word(40, hex), setting: "private_key_id" },
    {
      name: "Azure storage account key",
      secret: `${word(86, base64)}==`,
      within: "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=§;EndpointSuffix=core.windows.net",
    },
    {
      name: "Azure service bus key",
      secret: `${word(43, base64)}=`,
      within: "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=§",
    },
    { name: "Azure client secret", secret: `${word(3)}8Q~${word(34)}` },
    {
      name: "Azure signature",
      secret: word(48).replaceAll("+", "%2B"),
      within: "https://shop.blob.core.windows.net/c/a.png?sv=2024-05-04&se=2027-01-01&sig=§",
    },
    { name: "Azure DevOps token", secret: `${word(76)}AZDO${word(4)}` },
    { name: "GitHub personal token", secret: `ghp_${word(36)}` },
    { name: "GitHub OAuth token", secret: `gho_${word(36)}` },
    { name: "GitHub user token", secret: `ghu_${word(36)}` },
    { name: "GitHub installation token", secret: `ghs_${word(36)}` },
    { name: "GitHub refresh token", secret: `ghr_${word(76)}` },
    { name: "GitHub fine-grained token", secret: `github_pat_${word(22)}_${word(59)}` },
    { name: "GitLab personal token", secret: `glpat-${word(20)}` },
    { name: "GitLab deploy token", secret: `gldt-${word(20)}` },
    { name: "GitLab runner token", secret: `glrt-${word(20)}` },
    { name: "Bitbucket app password", secret: `ATBB${word(32)}` },
    { name: "Atlassian token", secret: `ATATT3${word(180)}=${word(8, upper)}` },
    { name: "Slack bot token", secret: `xoxb-${word(12, digits)}-${word(12, digits)}-${word(24)}` },
    { name: "Slack user token", secret: `xoxp-${word(12, digits)}-${word(12, digits)}-${word(12, digits)}-${word(32, hex)}` },
    { name: "Slack app token", secret: `xapp-1-A${word(10, upper)}-${word(13, digits)}-${word(64, hex)}` },
    { name: "Slack webhook", secret: `T${word(8, upper)}/B${word(8, upper)}/${word(24)}`, within: "https://hooks.slack.com/services/§" },
    { name: "Discord webhook", secret: `${word(18, digits)}/${word(68)}`, within: "https://discord.com/api/webhooks/§" },
    { name: "Discord bot token", secret: `M${word(23)}.${word(6)}.${word(38)}` },
    { name: "Telegram bot token", secret: `${word(10, "123456789")}:A${word(34)}` },
    { name: "Stripe live key", secret: `sk_live_${word(24)}` },
    { name: "Stripe restricted key", secret: `rk_live_${word(24)}` },
    { name: "Stripe webhook secret", secret: `whsec_${word(32)}` },
    { name: "Twilio API key", secret: `SK${word(32, hex)}` },
    { name: "Twilio auth token", secret: word(32, hex), setting: "TWILIO_AUTH_TOKEN" },
    { name: "SendGrid key", secret: `SG.${word(22)}.${word(43)}` },
    { name: "Mailgun key", secret: `key-${word(32, hex)}` },
    { name: "Mailchimp key", secret: `${word(32, hex)}-us12` },
    { name: "Brevo key", secret: `xkeysib-${word(64, hex)}-${word(16)}` },
    { name: "Resend key", secret: `re_${word(8)}_${word(24)}` },
    { name: "npm token", secret: `npm_${word(36)}` },
    { name: "npm registry token", secret: uuid(), within: "//registry.npmjs.org/:_authToken=§" },
    { name: "PyPI token", secret: `pypi-AgEIcHlwaS5vcmc${word(120)}` },
    { name: "RubyGems key", secret: `rubygems_${word(48, hex)}` },
    { name: "NuGet key", secret: `oy2${word(43, lower + digits)}` },
    { name: "OpenAI key", secret: `sk-${word(20)}T3BlbkFJ${word(20)}` },
    { name: "OpenAI project key", secret: `sk-proj-${word(74)}` },
    { name: "Anthropic key", secret: `sk-ant-api03-${word(93)}AA` },
    { name: "Hugging Face token", secret: `hf_${word(34)}` },
    { name: "Groq key", secret: `gsk_${word(52)}` },
    { name: "DigitalOcean token", secret: `dop_v1_${word(64, hex)}` },
    { name: "Heroku key", secret: uuid(), setting: "HEROKU_API_KEY" },
    { name: "Cloudflare token", secret: word(40), setting: "CLOUDFLARE_API_TOKEN" },
    { name: "Supabase key", secret: `sbp_${word(40, hex)}` },
    { name: "PlanetScale password", secret: `pscale_pw_${word(43)}` },
    { name: "Databricks token", secret: `dapi${word(32, hex)}` },
    { name: "Doppler token", secret: `dp.st.prd.${word(40)}` },
    { name: "Vault token", secret: `hvs.${word(90)}` },
    { name: "Terraform Cloud token", secret: `${word(14)}.atlasv1.${word(67)}` },
    { name: "Sentry token", secret: `sntrys_${word(150)}` },
    { name: "New Relic key", secret: `NRAK-${word(27, upper)}` },
    { name: "Grafana token", secret: `glsa_${word(32)}_${word(8, hex)}` },
    { name: "Datadog key", secret: word(32, hex), setting: "DD_API_KEY" },
    { name: "Linear key", secret: `lin_api_${word(40)}` },
    { name: "Notion token", secret: `ntn_${word(46)}` },
    { name: "Airtable token", secret: `pat${word(14)}.${word(64, hex)}` },
    { name: "Shopify token", secret: `shpat_${word(32, hex)}` },
    { name: "Square token", secret: `sq0atp-${word(22)}` },
    { name: "Braintree token", secret: `access_token$production$${word(16, lower + digits)}$${word(32, hex)}` },
    { name: "Postman key", secret: `PMAK-${word(24, hex)}-${word(34, hex)}` },
    { name: "Docker token", secret: `dckr_pat_${word(27)}` },
    { name: "Figma token", secret: `figd_${word(40)}` },
    { name: "Auth0 client secret", secret: word(64), setting: "AUTH0_CLIENT_SECRET" },
    { name: "Okta token", secret: `00${word(40)}`, setting: "OKTA_API_TOKEN" },
    { name: "OAuth client secret", secret: word(32), setting: "clientSecret" },
    { name: "webhook secret", secret: word(40, hex), setting: "GITHUB_WEBHOOK_SECRET" },
    { name: "JSON web token", secret: jwt },
    { name: "JWT signing secret", secret: word(48), setting: "JWT_SECRET" },
    { name: "session secret", secret: word(24), setting: "sessionSecret" },
    { name: "encryption key", secret: word(64, hex), setting: "ENCRYPTION_KEY" },
    { name: "database password", secret: `Pa55-${word(12)}`, setting: "DB_PASSWORD" },
    { name: "PostgreSQL address", secret: word(20), within: "postgres://app:§@db.internal:5432/orders" },
    { name: "MongoDB address", secret: word(20), within: "mongodb+srv://app:§@cluster0.abcde.mongodb.net/orders" },
    { name: "Redis address", secret: word(20), within: "rediss://:§@cache.internal:6380" },
    { name: "AMQP address", secret: word(20), within: "amqp://worker:§@queue.internal/orders" },
    { name: "address with a password", secret: word(16), within: "https://deploy:§@git.internal/orders.git" },
    { name: "address with a token", secret: word(40), within: "https://§@git.internal/orders.git" },
    { name: "bearer token", secret: word(40), within: "Authorization: Bearer §" },
    { name: "basic credentials", secret: Buffer.from(`app:${word(14)}7`).toString("base64"), within: "Authorization: Basic §" },
    { name: "RSA private key", secret: pem("RSA PRIVATE KEY") },
    { name: "private key", secret: pem("PRIVATE KEY") },
    { name: "encrypted private key", secret: pem("ENCRYPTED PRIVATE KEY") },
    { name: "EC private key", secret: pem("EC PRIVATE KEY", `${lines(2)}\n${word(36, base64)}`) },
    { name: "OpenSSH private key", secret: pem("OPENSSH PRIVATE KEY") },
    { name: "PGP private key", secret: pem("PGP PRIVATE KEY BLOCK", `\n${lines(12)}\n=${word(4, base64)}`) },
  ]
}

/** Ways in which a secret stands in a repository: each takes a setting's name and its value. */
export const carriers: Readonly<Record<string, (setting: string, value: string) => string>> = {
  json: (setting, value) => JSON.stringify({ service: { [setting]: value, port: 3000 } }, null, 2),
  "json in one line inside json": (setting, value) => JSON.stringify({ text: JSON.stringify({ [setting]: value }) }),
  yaml: (setting, value) =>
    value.includes("\n")
      ? `${setting}: |\n${value.replace(/^/gm, "  ")}\nport: 3000\n`
      : `service:\n  ${setting}: "${value}"\n  port: 3000\n`,
  ".env": (setting, value) => `PORT=3000\n${setting}="${value}"\nDEBUG=app\n`,
  typescript: (setting, value) => `export const config = {\n  port: 3000,\n  ${setting}: \`${value}\`,\n}\n`,
  "a fallback": (setting, value) => `const value = process.env.${setting} ?? ${JSON.stringify(value)}\n`,
  "a diff": (setting, value) => `@@ -1,2 +1,3 @@\n const port = 3000\n+const ${setting} = ${JSON.stringify(value)}\n listen(port)`,
  "a comment": (setting, value) => `// TODO remove ${setting}="${value}" before the release\nlisten(3000)\n`,
  "an address": (setting, value) => `fetch("https://api.internal/v1/orders?page=2&${setting}=${encodeURIComponent(value)}")\n`,
  shell: (setting, value) => `#!/bin/sh\nexport ${setting}='${value}'\nexec node dist/main.js\n`,
  "a kubernetes manifest": (setting, value) => `kind: Secret\ndata:\n  ${setting}: ${Buffer.from(value).toString("base64")}\n`,
}

/** Everything of a secret that must not be seen: as it is, cut, in base64 wherever it begins, in hexadecimal, backwards; a long one line by line. */
export function tracesOf(secret: string): string[] {
  const lines = secret.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"))
  return (lines.length > 1 ? lines : [secret]).flatMap((line) => {
    const bytes = Buffer.from(line)
    const shifted = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString("base64")
        .slice(shift === 0 ? 0 : 4, -4),
    )
    return [line, line.slice(7), line.slice(0, -7), ...shifted, bytes.toString("hex"), Array.from(line).reverse().join("")].filter(
      (trace) => trace.length >= 8,
    )
  })
}
