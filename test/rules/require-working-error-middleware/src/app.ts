// @ts-nocheck fixture
import express from "express"
import { customers } from "./customers.ts"
import { answerError } from "./errors.ts"

const app = express()

// ok: require-working-error-middleware
app.use((req, res, next) => next())

// ruleid: require-working-error-middleware
app.use((err, req, res) => {
  res.status(500).json({ error: err.message })
})

// ruleid: require-working-error-middleware
app.use(answerError)

app.use("/customers", customers)

const other = express()
other.use("/customers", customers)
// ok: require-working-error-middleware
other.use(answerError)
other.use((req, res) => res.status(404).end())
other.listen(3000)
