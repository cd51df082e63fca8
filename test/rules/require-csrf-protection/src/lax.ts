// @ts-nocheck fixture
import express from "express"
import session from "express-session"

const app = express()
app.use(express.urlencoded({ extended: false }))
// ok: require-csrf-protection
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, cookie: { sameSite: "lax" } }))
app.post("/transfer", transfer)
