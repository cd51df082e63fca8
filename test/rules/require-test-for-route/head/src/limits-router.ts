// @ts-nocheck fixture
import { Router } from "express"

export const limits = Router()

// Answers everybody with what is written there.
// ok: require-test-for-route
limits.get("/limits", (req, res) => {
  res.status(200).json({ lines: 100, links: [{ rel: "help", href: `${HELP}/orders` }] })
})
