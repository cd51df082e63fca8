// @ts-nocheck fixture
import { Router } from "express"

export const customers = Router()
customers.get("/", (req, res) => res.json([]))
