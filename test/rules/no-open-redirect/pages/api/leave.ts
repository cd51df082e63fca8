// @ts-nocheck fixture
import type { NextApiRequest, NextApiResponse } from "next"

export default function handler(req: NextApiRequest, res: NextApiResponse) {
  // ruleid: no-open-redirect
  if (req.method === "GET") return res.redirect(307, req.query.to as string)
  // ok: no-open-redirect
  return res.redirect(307, "/")
}
