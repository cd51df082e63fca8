const express = require("express")
const own = require("./routes/own")
const payouts = require("./routes/payouts")
const refunds = require("./routes/refunds")
const requireUser = require("./require-user")
const statements = require("./routes/statements")
const webhooks = require("./routes/webhooks")

const app = express()
app.use(express.json({ limit: "20kb" }))
app.get("/health", (req, res) => res.json({ ok: true }))
// ok: no-route-before-guard
app.use("/hooks", webhooks)
// ok: no-route-before-guard
app.post("/login", (req, res) => res.json({ token: "a" }))
// ok: no-route-before-guard
app.use("/notes", own)
// ruleid: no-route-before-guard
app.use("/payouts", payouts)
// ok: no-route-before-guard
app.use("/api/refunds", requireUser, refunds)
// ruleid: no-route-before-guard
app.delete("/drafts", (req, res) => {
  drafts.clear()
  res.status(204).end()
})

app.use(requireUser)
// ok: no-route-before-guard
app.use("/statements", statements)

const drafts = new Map()
app.listen(3000)
