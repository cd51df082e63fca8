// @ts-nocheck fixture
import { createHmac, verify } from "node:crypto"
import { find, same } from "./parts"

export async function open(head: string, body: string, mark: string, id: string) {
  const { alg, key } = await find(id)
  // What the key is for was stored with the key.
  // ok: no-algorithm-confusion
  if (alg === "HS256") return same(createHmac("sha256", key).update(`${head}.${body}`).digest(), mark)
  return verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(mark, "base64url"))
}
