import { Operator } from "@shop/db"

export async function list(req, res) {
  const operators = await Operator.find({})
  // ruleid: no-password-hash-in-response
  res.json(operators)
}
