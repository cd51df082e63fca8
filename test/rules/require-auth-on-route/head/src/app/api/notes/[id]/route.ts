// @ts-nocheck fixture
import { db } from "@/lib/db"
import { currentUser, requireOwner } from "@/lib/session"

export async function GET(_request, { params }) {
  return Response.json(await db.note.findFirst({ where: { id: params.id, isPublic: true } }))
}

export async function PUT(request, { params }) {
  const user = await currentUser()
  if (!user) return Response.json({ error: "unauthenticated" }, { status: 401 })
  await db.note.updateMany({ where: { id: params.id, ownerId: user.id }, data: await request.json() })
  return Response.json({ ok: true })
}

// ok: require-auth-on-route
export async function DELETE(request, { params }) {
  await requireOwner(request, params.id)
  await db.note.delete({ where: { id: params.id } })
  return new Response(null, { status: 204 })
}
