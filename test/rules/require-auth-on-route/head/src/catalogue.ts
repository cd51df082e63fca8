// @ts-nocheck fixture
import { Router } from "express"
import { requireAdmin } from "./require-user"
import * as products from "./products-store"

export const catalogue = Router()
export const internal = Router()

catalogue.get("/products", products.list)
// ok: require-auth-on-route
catalogue.get("/products/:id", products.one)
catalogue.post("/products", requireAdmin, products.create)
catalogue.put("/products/:id", requireAdmin, products.replace)
catalogue.delete("/products/:id", requireAdmin, products.remove)

internal.use(requireAdmin)
internal.get("/prices", requireAdmin, products.prices)
internal.post("/prices", requireAdmin, products.reprice)
internal.put("/prices", requireAdmin, products.reprice)
// ok: require-auth-on-route
internal.delete("/prices", products.forget)
