// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import { profile } from "../../../schemas.js"

const prisma = new PrismaClient()

export async function POST(req) {
  const body = await req.json()
  // ruleid: no-discarded-parse
  profile.parse(body)
  return Response.json(await prisma.user.create({ data: body }))
}

export async function PUT(req) {
  const body = await req.json()
  // ok: no-discarded-parse
  const data = profile.parse(body)
  return Response.json(await prisma.user.update({ where: { email: data.email }, data }))
}
