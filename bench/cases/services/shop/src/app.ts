import express from "express"
import helmet from "helmet"
import { requireUser } from "./auth.js"
import { orders } from "./orders.js"
import { products } from "./products.js"
import { reportErrors } from "./errors.js"

export const app = express()
app.use(helmet())
app.use(express.json({ limit: "100kb" }))
app.use("/products", products)
app.use("/orders", requireUser, orders)
app.use(reportErrors)
