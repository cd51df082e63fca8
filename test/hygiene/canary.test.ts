import { describe, expect, test } from "vitest"
import { createCanary, createNonce, holdsCanary } from "../../src/hygiene/canary.ts"

const canary = createCanary("server secret", "a".repeat(40))
const base64 = (text: string) => Buffer.from(text).toString("base64")
const backwards = (text: string) => Array.from(text).reverse().join("")

describe("the canary", () => {
  test("is the same for one head, another for every other head and secret, and a word", () => {
    expect(createCanary("server secret", "a".repeat(40))).toBe(canary)
    expect(createCanary("server secret", "b".repeat(40))).not.toBe(canary)
    expect(createCanary("other", "a".repeat(40))).not.toBe(canary)
    expect(canary).toMatch(/^[A-Za-z0-9]{20,}$/)
  })

  test.each([
    ["as it is", canary],
    ["in upper case", canary.toUpperCase()],
    ["in lower case", canary.toLowerCase()],
    ["backwards", backwards(canary)],
    ["with spaces", Array.from(canary).join(" ")],
    ["with zero-width characters", Array.from(canary).join("\u200b")],
    ["with dashes and line ends", Array.from(canary).join("-\n")],
    ["in full width", canary.replace(/[A-Za-z0-9]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
    ["half of it", canary.slice(0, 13)],
    ["in base64", base64(canary)],
    ["in base64 in the middle of something", base64(`x ${canary} and more`)],
    ["in base64 twice", base64(base64(canary))],
    ["in base64 of it backwards", base64(backwards(canary))],
    ["in base64, backwards", backwards(base64(canary))],
    ["in base64 for addresses", Buffer.from(`??>${canary}`).toString("base64url")],
    ["in hexadecimal", Buffer.from(canary).toString("hex")],
    ["in spaced hexadecimal", Buffer.from(canary).toString("hex").replace(/../g, "$& ")],
    ["as escapes", canary.replace(/./g, (letter) => `\\x${letter.charCodeAt(0).toString(16)}`)],
    ["percent-encoded", canary.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)],
    [
      "turned by thirteen",
      canary.replace(/[a-z]/gi, (letter) => String.fromCharCode(((letter.toLowerCase().charCodeAt(0) - 97 + 13) % 26) + 97)),
    ],
  ])("is found %s", (_, text) => {
    expect(holdsCanary(`The value is ${text}, as asked.`, canary)).toBe(true)
  })

  test.each(["", "plain text", canary.slice(0, 8), createCanary("other", "a".repeat(40)), base64("something else that is long enough")])(
    "is not found in %j",
    (text) => {
      expect(holdsCanary(text, canary)).toBe(false)
    },
  )

  test.each(["a", "QUJD", "%41", "\\x41", " ", "\u200b", "/"])(
    "is looked for in a million characters of %j without getting lost",
    (bit) => {
      expect(holdsCanary(bit.repeat(1_000_000 / bit.length), canary)).toBe(false)
    },
  )
})

test("the nonce is the same for one head of one repository only", () => {
  expect(createNonce("s", "acme/orders", "a")).toBe(createNonce("s", "acme/orders", "a"))
  expect(
    new Set([
      createNonce("s", "acme/orders", "a"),
      createNonce("s", "acme/orders", "b"),
      createNonce("s", "acme/shop", "a"),
      createNonce("t", "acme/orders", "a"),
    ]).size,
  ).toBe(4)
})
