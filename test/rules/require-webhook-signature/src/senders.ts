// @ts-nocheck fixture
import { Router } from "express"
import { deploys } from "./deploys"

export const router = Router()

// ruleid: require-webhook-signature
router.post("/hooks/github", async (req, res) => {
  if (req.get("x-github-event") === "push") await deploys.start(req.body.repository.full_name, req.body.after)
  res.sendStatus(204)
})

// ok: require-webhook-signature
router.post("/hooks/list", async (req, res) => {
  res.json(await deploys.list(req.body.project))
})
