import { expect, test } from "vitest"
import { redactSecrets } from "../../src/hygiene/redact-secrets.ts"

const classic = "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"

test.each([
  { name: "a classic GitHub token", secret: classic },
  { name: "a stateless installation token with dots and dashes", secret: `ghs_123456_${"eyJhbGciOiJS-Uz.I1NiJ9_".repeat(20)}` },
  { name: "an Anthropic key", secret: `sk-ant-api03-${"a".repeat(93)}AA` },
  { name: "a bare AWS key id", secret: "AKIAQYLPMN5HFIQR7XYZ" },
  { name: "a private key", secret: `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA\n".repeat(8)}-----END RSA PRIVATE KEY-----` },
  { name: "a cut private key", secret: `-----BEGIN PRIVATE KEY-----\n${"MIIEpAIBAAKCAQEA".repeat(8)}` },
  { name: "a password in an address", secret: "hunter2hunter2", before: "postgres://app:", after: "@db.internal/orders" },
  { name: "a token beside a comment that switches scanners off", secret: classic, before: "/* secretlint-disable */ " },
])("removes $name", async ({ secret, before = "key: ", after = "\nend" }) => {
  const redacted = await redactSecrets(`${before}${secret}${after}`)
  expect(redacted).not.toContain(secret.slice(4, 24))
  expect(redacted).toContain("[secret removed]")
})

test.each([
  "",
  "plain text with `code`",
  "commit 0123456789abcdef0123456789abcdef01234567",
  "https://github.test/acme/orders/blob/main/a.ts#L1",
])("leaves %j alone", async (text) => {
  expect(await redactSecrets(text)).toBe(text)
})

test("keeps the text around a secret", async () => {
  expect(await redactSecrets(`const a = "${classic}" // b`)).toBe('const a = "[secret removed]" // b')
})
