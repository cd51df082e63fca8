// @ts-nocheck fixture
import type { IdTokenClaims } from "openid-client"
import { db } from "./db.js"

export async function memberForIdentity(provider: string, claims) {
  const linked = await db("identities").where({ provider, subject: claims.sub }).first()
  if (linked) return linked
  if (!claims.email) return null
  // ruleid: no-unverified-address
  const member = await db("members").whereRaw("lower(email) = lower(?)", [claims.email]).first()
  if (member) await db("identities").insert({ provider, subject: claims.sub, member_id: member.id })
  return member
}

export async function linkIdentity(provider: string, claims: IdTokenClaims) {
  // ruleid: no-unverified-address
  const member = await db.members.findOne({ email: claims.email })
  await db.identities.insert({ provider, subject: claims.sub, member: member.id })
  return member
}

export async function trustedMember(provider: string, claims: IdTokenClaims) {
  if (!claims.email || claims.email_verified !== true) return null
  // ok: no-unverified-address
  const member = await db("members").where({ email: claims.email }).first()
  await db("identities").insert({ provider, subject: claims.sub, member_id: member.id })
  return member
}

// The company's own directory, which gives out the addresses.
export async function companyMember(claims: IdTokenClaims) {
  // ok: no-unverified-address
  return db("members").where({ email: claims.email }).first()
}
