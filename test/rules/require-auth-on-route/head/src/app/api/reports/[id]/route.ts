// @ts-nocheck fixture
import { db } from "@/lib/db"
import { currentUser } from "@/lib/session"

export async function GET(_request, { params }) {
  const user = await currentUser()
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 })
  return Response.json(await db.report.findFirst({ where: { id: params.id, ownerId: user.id } }))
}

export async function PATCH(request, { params }) {
  const user = await currentUser()
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 })
  const { title } = await request.json()
  // ok: require-auth-on-route
  await db.report.updateMany({ where: { id: params.id, ownerId: user.id }, data: { title } })
  return Response.json({ ok: true })
}

// ruleid: require-auth-on-route
export async function DELETE(_request, { params }) {
  await db.report.deleteMany({ where: { id: params.id } })
  return new Response(null, { status: 204 })
}
