// @ts-nocheck fixture
import express from "express"
import { orders } from "./orders-router.js"

export const app = express()
app.use("/orders", orders)
