// @ts-nocheck fixture
import express from "express"
import { router } from "./before.js"
import { paging } from "./paging.js"

const app = express()
app.use(paging)
app.use("/api", router)
app.listen(3000)
