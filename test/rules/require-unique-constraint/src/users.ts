// @ts-nocheck fixture
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const Shop = mongoose.model("Shop", new mongoose.Schema({ slug: String, domain: { type: String, unique: true } }))

export async function register(email, login) {
  const existing = await prisma.user.findFirst({ where: { email } })
  if (existing) throw new Error("exists")
  // ruleid: require-unique-constraint
  return await prisma.user.create({ data: { id: crypto.randomUUID(), email, login } })
}

export async function open(slug, domain) {
  if (await Shop.exists({ slug })) return null
  // ruleid: require-unique-constraint
  return await Shop.create({ slug, domain })
}

export async function registerLogin(email, login) {
  const existing = await prisma.user.findUnique({ where: { login } })
  if (existing) throw new Error("exists")
  // ok: require-unique-constraint
  return await prisma.user.create({ data: { id: crypto.randomUUID(), email, login } })
}

export async function openDomain(slug, domain) {
  if (await Shop.exists({ domain })) return null
  // ok: require-unique-constraint
  return await Shop.create({ slug, domain })
}

export async function invite(email) {
  const user = await prisma.user.findFirst({ where: { email } })
  console.info(user)
  // ok: require-unique-constraint
  return await prisma.user.create({ data: { id: crypto.randomUUID(), email, login: email } })
}

export async function subscribe(listId, email) {
  const existing = await prisma.subscriber.findFirst({ where: { listId, email } })
  if (existing) return existing
  // ruleid: require-unique-constraint
  return await prisma.subscriber.create({ data: { listId, email, locale: "en" } })
}

export async function like(userId, post) {
  if (await prisma.like.findFirst({ where: { userId, postId: post.id } })) return null
  // ruleid: require-unique-constraint
  return await prisma.like.create({ data: { userId, postId: post.id } })
}

export async function join(userId, teamId) {
  const existing = await prisma.member.findFirst({ where: { userId, teamId } })
  if (existing) return existing
  // ok: require-unique-constraint
  return await prisma.member.create({ data: { userId, teamId, state: "new" } })
}

export async function openLike(userId, postId, other) {
  const existing = await prisma.like.findFirst({ where: { userId, postId } })
  if (existing) return existing
  // Another row than the one that was looked for.
  // ok: require-unique-constraint
  return await prisma.like.create({ data: { userId, postId: other } })
}
