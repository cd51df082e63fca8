// @ts-nocheck fixture
import { createHmac, verify } from "node:crypto"
import { read, same } from "./parts"

export function open(ticket: string, key: string) {
  const [head, body, mark] = ticket.split(".")
  const { alg } = read(head)
  // ruleid: no-algorithm-confusion
  switch (alg) {
    case "HS256":
      return same(createHmac("sha256", key).update(`${head}.${body}`).digest(), mark)
    case "RS256":
      return verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(mark, "base64url"))
    default:
      throw new Error("unknown")
  }
}
