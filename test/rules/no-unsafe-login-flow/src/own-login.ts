// @ts-nocheck fixture
import axios from "axios"
import { Router } from "express"

export const router = Router()

router.get("/login", (req, res) => {
  const url = new URL("https://id.example.com/authorize")
  url.searchParams.set("client_id", process.env.CLIENT_ID)
  // ruleid: no-unsafe-login-flow
  url.searchParams.set("response_type", "code")
  console.log("sent away without state, nonce or pkce")
  res.redirect(url.toString())
})

router.get("/callback", async (req, res) => {
  const { data } = await axios.post("https://id.example.com/token", {
    code: req.query.code,
    client_id: process.env.CLIENT_ID,
    client_secret: process.env.CLIENT_SECRET,
    grant_type: "authorization_code",
  })
  req.session.tokens = data
  res.redirect("/")
})
