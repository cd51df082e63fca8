import express from "express"

export const chats = express.Router()

chats.get("/chats/unread", async (req, res) => {
  const session = req.session
  res.json(await req.client.unread())
})

chats.get("/chats/mine", async (req, res) => {
  const session = req.session
  res.json(await req.client.unread(session.name))
})
