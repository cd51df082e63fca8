import express from "express"

export const chats = express.Router()

chats.get("/chats/unread", async (req, res) => {
  res.json(await req.client.unread())
})

chats.get("/chats/mine", async (req, res) => {
  res.json(await req.client.unread())
})
