// @ts-nocheck fixture
import express from "express"
import cookieSession from "cookie-session"
import lusca from "lusca"

const app = express()
app.use(lusca.xframe("DENY"))
app.use(lusca({ nosniff: true }))
// ruleid: require-csrf-protection
app.use(cookieSession({ name: "shelf", secret: process.env.SESSION_SECRET, httpOnly: true, secure: true }))
// ok: require-csrf-protection
app.use(cookieSession({ name: "shelf", secret: process.env.SESSION_SECRET, httpOnly: true, secure: true, sameSite: "strict" }))
app.get("/shelf", (req, res) => (req.session.memberId ? res.render("shelf", { token: res.locals._csrf }) : res.redirect("/login")))
