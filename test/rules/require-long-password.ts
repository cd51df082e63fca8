// @ts-nocheck fixture
import { body } from "express-validator"
import Joi from "joi"
import mongoose from "mongoose"
import { MinLength } from "class-validator"
import { z } from "zod"

export const register = z.object({
  // ruleid: require-long-password
  password: z.string().min(6),
  // ok: require-long-password
  name: z.string().min(2).max(20),
})
export const other = z.object({
  // ok: require-long-password
  password: z.string().min(8).max(72),
})
export const short = Joi.object({
  // ruleid: require-long-password
  password: Joi.string().min(8).max(16).required(),
})
export const loginSchema = z.object({
  // ok: require-long-password
  password: z.string().min(1),
})

export const rules = [
  body("email").isEmail(),
  // ruleid: require-long-password
  body("password").isLength({ min: 5 }),
]
// ok: require-long-password
export const link = [body("password").isLength({ min: 3 }), body("target").isURL()]
// ok: require-long-password
export const names = [body("name").isLength({ min: 2 })]

export class RegisterDto {
  // ruleid: require-long-password
  @MinLength(6)
  password: string

  // ok: require-long-password
  @MinLength(2)
  name: string
}

export const user = new mongoose.Schema({
  // ruleid: require-long-password
  password: { type: String, required: true, minlength: 4 },
  // ok: require-long-password
  nick: { type: String, minlength: 2 },
})

export const sessionBody = z.object({
  // ok: require-long-password
  password: z.string().min(1).max(72),
})

// ok: require-long-password
const credentials = z.object({ email: z.string(), password: z.string().min(6) })
app.post("/login", (req, res) => res.json(credentials.parse(req.body)))

// ruleid: require-long-password
const account = z.object({ email: z.string(), password: z.string().min(6) })
app.post("/accounts", (req, res) => res.json(account.parse(req.body)))
