// @ts-nocheck fixture
import express from "express"
import { invoices } from "./mounted"

const app = express()
app.use("/invoices", authenticate, invoices)
