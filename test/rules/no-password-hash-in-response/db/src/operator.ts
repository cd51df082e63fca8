import { model, Schema } from "mongoose"

const operator = new Schema({
  email: String,
  password: String,
})
// ok: no-password-hash-in-response
export const Operator = model("Operator", operator)
