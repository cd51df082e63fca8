// @ts-nocheck fixture
import express from "express"
import session from "express-session"

const app = express()
app.use(express.urlencoded({ extended: false }))
// app.use(csrf())
// ruleid: require-csrf-protection
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))
app.post("/login", (req, res) => {
  req.session.userId = check(req.body)
  console.log("logged in without a csrf token or an xsrf header")
  res.redirect("/")
})
