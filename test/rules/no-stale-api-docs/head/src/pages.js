import express from "express"
export const pages = express.Router()
// ok: no-stale-api-docs
pages.get("*", (request, response) => render(request, response))
