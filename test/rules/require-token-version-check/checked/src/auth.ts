// @ts-nocheck fixture
import { SignJWT, jwtVerify } from "jose"
import { db } from "./db"

export async function refresh(token) {
  const { payload } = await jwtVerify(token, key, { audience: "refresh" })
  // ok: require-token-version-check
  const user = await db.users.findUnique({ where: { id: payload.sub } })
  if (!user || user.tokenVersion !== payload.ver) throw new Error("unauthorized")
  return new SignJWT({ sub: user.id, ver: user.tokenVersion }).sign(key)
}

export async function logoutEverywhere(id) {
  await db.users.update({ where: { id }, data: { tokenVersion: { increment: 1 } } })
}
