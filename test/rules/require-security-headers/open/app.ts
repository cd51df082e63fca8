// @ts-nocheck fixture
import express from "express"

// ruleid: require-security-headers
const app = express()
app.set("view engine", "ejs")
app.get("/", (req, res) => res.render("index"))
