// @ts-nocheck fixture
import Router from "@koa/router"
import { z } from "zod"
import { addMessage, listMessages, listMine, requireParticipant } from "./conversations"
import { assertCanGrant, assertCanModify, members } from "./members"

const inviteBody = z.object({ email: z.string().email(), role: z.enum(["viewer", "admin", "owner"]) })
const roleBody = z.object({ role: z.enum(["viewer", "admin", "owner"]) })

export function registerConversations(io, socket) {
  const { userId } = socket.data

  socket.on("conversation:join", withAck(async ({ conversationId }) => {
    const conversation = await requireParticipant(userId, conversationId)
    socket.join(conversation.room)
  }))

  socket.on("conversation:history", withAck(async ({ conversationId, before }) => {
    // ruleid: require-check-like-siblings
    return { messages: await listMessages(conversationId, before) }
  }))

  // ok: require-check-like-siblings
  socket.on("conversation:mine", withAck(async ({ conversationId }) => listMine(userId, conversationId)))

  socket.on("message:send", withAck(async ({ conversationId, text }) => {
    const conversation = await requireParticipant(userId, conversationId)
    // ok: require-check-like-siblings
    return addMessage(userId, conversation, text)
  }))
}

export const router = new Router()

router.patch("/members/:userId", async (ctx) => {
  const { role } = roleBody.parse(ctx.request.body)
  assertCanGrant(ctx.state.role, role)
  // ok: require-check-like-siblings
  await members.setRole(ctx.state.orgId, ctx.params.userId, role)
  ctx.body = { role }
})

router.post("/invitations", async (ctx) => {
  const { email, role } = inviteBody.parse(ctx.request.body)
  // ruleid: require-check-like-siblings
  const id = await members.invite(ctx.state.orgId, email, role, ctx.state.userId)
  ctx.body = { id, email, role }
})

router.post("/links", async (ctx) => {
  const { email, role } = inviteBody.parse(ctx.request.body)
  if (!canInvite(ctx.state.user, role)) ctx.throw(403)
  // ok: require-check-like-siblings
  ctx.body = await members.invite(ctx.state.orgId, email, role, ctx.state.userId)
})

router.get("/members", async (ctx) => {
  const { role } = ctx.query
  // ok: require-check-like-siblings
  ctx.body = { role, total: await members.countOf(ctx.state.orgId, role) }
})
