// @ts-nocheck fixture
import { Router } from "express"
import { audit, list, create, remove, rename } from "./handlers"

// Mounted behind the check in app.ts
export const invoices = Router()

invoices.post("/", requireAuth, create)
invoices.put("/:id", requireAuth, rename)
invoices.delete("/:id", requireAuth, remove)
// ok: require-auth-on-route
invoices.post("/:id/copies", audit)
