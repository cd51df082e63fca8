import { Operator } from "./lists.js"

export async function list(req, res) {
  const operators = await Operator.find({})
  // ok: no-password-hash-in-response
  res.json(operators)
}
