// @ts-nocheck fixture
import { Router } from "express"
import { auth } from "./auth.js"

export const pages = Router()
// The pages know who is looking, and turn nobody away.
pages.get("/404", auth.jwt, renders.notFound)
pages.get("/settings", auth.jwt, renders.settings)
pages.get("/links", auth.jwt, renders.links)
pages.get("/stats", auth.jwt, renders.stats)
// ok: require-auth-on-route
pages.get("/report-address", renders.reportAddress)
