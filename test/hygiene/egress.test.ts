import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createEgress, hasMask } from "../../src/hygiene/egress.ts"
import { hasInvisible } from "../../src/hygiene/invisible.ts"
import { carriers, secretSamples, tracesOf, wordsFrom } from "./secret-samples.ts"

const samples = secretSamples(7)

describe.each(samples)("$name", ({ secret, within = "§", setting = "EXTERNAL_VALUE" }) => {
  test.each(Object.entries(carriers))("does not leave in %s", (_, carry) => {
    const value = within.replace("§", () => secret)
    const text = carry(setting, value)
    const shown = createEgress("key").show(text)
    for (const trace of tracesOf(secret)) expect(shown).not.toContain(trace)
    expect(hasMask(shown)).toBe(true)
    expect(shown.split("\n")).toHaveLength(text.split("\n").length)
  })

  test("does not leave in pieces or disguised once it was seen", () => {
    const egress = createEgress("key")
    egress.learn([
      carriers["json"]!(
        setting,
        within.replace("§", () => secret),
      ),
    ])
    for (const trace of tracesOf(secret)) expect(egress.show(`value: ${trace} end`)).not.toContain(trace)
  })
})

describe("what is shown", () => {
  test("names the kind of a secret and tells one from another", () => {
    const [, first = "", second = ""] = secretSamples(1).map(({ secret }) => secret)
    const shown = createEgress("key").show(`const a = "${first}"\nconst b = "${second}"\nconst c = "${first}"`)
    const marks = shown.match(/\[SECRET:[^\]]+\]/g) ?? []
    expect(marks[0]).toMatch(/^\[SECRET:aws-access-key-id:[0-9a-f]{6}\]$/)
    expect(marks[2]).toBe(marks[0])
  })

  test("has marks that mean nothing under another key", () => {
    const text = `const a = "${samples[0]!.secret}"`
    expect(createEgress("one").show(text)).not.toBe(createEgress("other").show(text))
    expect(createEgress("one").show(text)).toBe(createEgress("one").show(text))
  })

  test("hides a secret that is broken up by invisible characters, and shows them elsewhere", () => {
    const key = samples.find(({ name }) => name === "Anthropic key")!.secret
    const broken = `${key.slice(0, 20)}\u200b${key.slice(20, 60)}\u{e0041}${key.slice(60)}`
    const shown = createEgress("key").show(`const a = "${broken}" // \u202e`)
    expect(shown).toMatch(/^const a = "\[SECRET:anthropic-key:[0-9a-f]{6}\]" \/\/ \\u\{202E\}$/)
  })

  test("hides a random word that is a string of its own", () => {
    const word = wordsFrom(3)(44)
    expect(createEgress("key").show(`connect("${word}")`)).toMatch(/^connect\("\[SECRET:random-value:[0-9a-f]{6}\]"\)$/)
  })

  test("hides a line in the middle of a key whose whole was seen before", () => {
    const key = samples.find(({ name }) => name === "RSA private key")!.secret
    const egress = createEgress("key")
    egress.learn([key])
    expect(egress.show(`+${key.split("\n")[4]}`)).toMatch(/^\+\[SECRET:private-key:[0-9a-f]{6}\]$/)
  })

  test("is the same inside any JSON value, keys included", () => {
    const { secret } = samples[0]!
    const shown = createEgress("key").showAll({ [secret]: [1, null, { a: `x ${secret}`, b: true }] })
    expect(JSON.stringify(shown)).not.toContain(secret.slice(7))
    expect(Object.values(shown)).toEqual([[1, null, { a: expect.stringMatching(/^x \[SECRET:/), b: true }]])
  })

  test("keeps the number of lines and shows no invisible character, whatever the text", () => {
    const bits = fc.constantFrom(
      "\n",
      "\r\n",
      "\u200b",
      "\u202e",
      '"',
      "'",
      "`",
      "\\",
      "=",
      ": ",
      "password",
      "JWT_SECRET",
      "-----BEGIN PRIVATE KEY-----",
      "-----END PRIVATE KEY-----",
      "[SECRET:a:000000]",
      ...samples.map(({ secret }) => secret),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ maxLength: 5 })), { maxLength: 12 }), (parts) => {
        const text = parts.join("")
        const egress = createEgress("key")
        const shown = egress.show(text)
        expect(shown.split("\n")).toHaveLength(text.split("\n").length)
        expect(hasInvisible(shown)).toBe(false)
      }),
      { numRuns: Number(process.env["FUZZ_RUNS"] ?? 300) },
    )
  })
})

// A mask that swallowed code would be a place to hide it.
describe("code", () => {
  test.each([
    [
      "between the armour of a key",
      'const a = "-----BEGIN PRIVATE KEY-----"\nrun(request.query.command)\nconst b = "-----END PRIVATE KEY-----"',
    ],
    ["after the beginning of a key", "// -----BEGIN RSA PRIVATE KEY-----\nrun(request.query.command)\n"],
    ["in a template named like a secret", "const password = `a1${run(request.query.command)}b`"],
    ["on a line that looks like a setting", "ACCESS_TOKEN=1+run(request.query.command)"],
    ["in an address", "fetch(`https://u:${run(request.query.command)}@host`)"],
  ])("is not hidden %s", (_, text) => {
    expect(createEgress("key").show(text)).toContain("run(request.query.command)")
  })
})

describe("what is harmless", () => {
  test.each([
    "",
    "const jwtSecret = process.env.JWT_SECRET",
    'const token = request.headers.authorization?.split(" ")[1]',
    'if (!password) throw new BadRequest("password is required")',
    'type: "password", name: "currentPassword",',
    "password: string\n  token?: string",
    '"integrity": "sha512-Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm8=="',
    "commit 0123456789abcdef0123456789abcdef01234567",
    'const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"',
    "postgres://app:${DB_PASSWORD}@db/orders",
    "DATABASE_URL=postgres://app:$DB_PASSWORD@db/orders",
    "JWT_SECRET=${JWT_SECRET}",
    "const pattern = /-----BEGIN PRIVATE KEY-----/",
    "findUnique({ where: { resetPasswordToken: request.body.token } })",
    "https://github.test/acme/orders/blob/0123456789abcdef0123456789abcdef01234567/src/a.ts#L1-L20",
    'pick(user, ["password", "resetToken", "apiKey"])',
    "import { PasswordService } from './password.service'",
  ])("stays as it is: %s", (text) => {
    expect(createEgress("key").show(text)).toBe(text)
  })
})

// A quadratic look at one of these takes longer than a test may.
test.each([
  ["letters", "a"],
  ["digits", "1"],
  ["upper case", "A"],
  ["dots and letters", "a."],
  ["slashes", "/"],
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["spaces", " "],
  ["line ends", "\n"],
  ["names of secrets", "password "],
  ["joined names of secrets", "secret_token"],
  ["beginnings of addresses", "://a:"],
  ["beginnings of keys", "-----BEGIN PRIVATE KEY-----\n"],
  ["beginnings of tokens", "eyJ"],
  ["beginnings of strings", 'token: "'],
  ["base64", "QUtJQUFB"],
  ["hexadecimal", "414b4941"],
  ["invisible characters", "\u200b"],
])("shows a million characters of %s without getting lost", (_, bit) => {
  expect(createEgress("key").show(bit.repeat(1_000_000 / bit.length)).length).toBeGreaterThan(0)
})
