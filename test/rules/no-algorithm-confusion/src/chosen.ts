// @ts-nocheck fixture
import { decode, verify } from "jsonwebtoken"
import { decodeProtectedHeader, importSPKI, jwtVerify } from "jose"
import { keys } from "./keys"

export function check(token: string) {
  const { header } = decode(token, { complete: true })
  // ruleid: no-algorithm-confusion
  return verify(token, keys.get(header.kid).pem, { algorithms: [header.alg] })
}

export async function checkSigned(token: string) {
  const { alg } = decodeProtectedHeader(token)
  const key = await importSPKI(process.env.PUBLIC_KEY, alg)
  // ruleid: no-algorithm-confusion
  return jwtVerify(token, key, { algorithms: [alg] })
}

export function checkByKey(token: string) {
  const { header } = decode(token, { complete: true })
  const key = keys.get(header.kid)
  // ok: no-algorithm-confusion
  return verify(token, key.pem, { algorithms: [key.alg] })
}
