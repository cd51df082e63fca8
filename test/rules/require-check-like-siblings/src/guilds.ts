// @ts-nocheck fixture
import { z } from "zod"
import { isMember, recentMessages, storeMessage, touch } from "./membership"

const subscribeSchema = z.object({ guildId: z.string().uuid() })
const roomOf = (guildId) => `guild:${guildId}`

export function registerGuilds(io, socket) {
  const playerId = socket.data.playerId

  socket.on("guild:subscribe", async (body, ack) => {
    const parsed = subscribeSchema.safeParse(body)
    if (!parsed.success) return
    const { guildId } = parsed.data
    // ruleid: require-check-like-siblings
    await socket.join(roomOf(guildId))
    ack({ history: await recentMessages(guildId) })
  })

  socket.on("guild:message", async (body, ack) => {
    const { guildId, text } = body.data
    if (!(await isMember(guildId, playerId))) return ack({ error: "not_a_member" })
    // ok: require-check-like-siblings
    io.to(roomOf(guildId)).emit("guild:message", await storeMessage(guildId, playerId, text))
  })

  // One neighbour that asks is too few to tell where nobody listens.
  socket.on("guild:seen", async ({ guildId }) => {
    // ok: require-check-like-siblings
    await touch(guildId)
  })
}

export function registerChannels(server, client) {
  const user = client.user

  client.on("open", async ({ channelId }) => {
    if (!(await canRead(user, channelId))) return
    // ok: require-check-like-siblings
    client.join(`channel:${channelId}`)
  })

  client.on("post", async ({ channelId, text }) => {
    if (!(await canPost(user, channelId))) return
    server.to(`channel:${channelId}`).emit("post", text)
  })
}

export function registerBoards(socket) {
  const { user } = socket.data

  socket.on("board:watch", async ({ boardId }) => {
    // ruleid: require-check-like-siblings
    socket.join(boardId)
  })

  socket.on("board:draw", async ({ boardId, line }) => {
    await assertBoardAccess(user, boardId)
    socket.to(boardId).emit("board:draw", line)
  })
}
