// @ts-nocheck fixture
import Koa from "koa"

export const app = new Koa()
// ruleid: no-hardcoded-secret
app.keys = ["grain-2026", "grain-2025"]

export const other = new Koa()
// ok: no-hardcoded-secret
other.keys = [process.env.COOKIE_KEY]

export const columns = {}
// ok: no-hardcoded-secret
columns.keys = ["id", "name"]
