// @ts-nocheck fixture
import db from "./models/index.ts"
import { Admin } from "./models/admin.ts"

export function list(req, res, next) {
  db.User.findAll({})
    .then((users) => {
      // ruleid: no-password-hash-in-response
      res.status(200).json({ success: true, users: users })
    })
    .catch(next)
}

export async function show(req, res) {
  const user = await db.User.findByPk(req.params.id)
  // ruleid: no-password-hash-in-response
  res.json(user)
}

export async function showFew(req, res) {
  const user = await db.User.findByPk(req.params.id, { attributes: ["id", "email"] })
  // ok: no-password-hash-in-response
  res.json(user)
}

export async function showCleaned(req, res) {
  const user = await db.User.findByPk(req.params.id, { raw: true })
  delete user.password
  // ok: no-password-hash-in-response
  res.json(user)
}

export async function showAdmin(req, res) {
  const admin = await Admin.findById(req.params.id)
  // ok: no-password-hash-in-response
  res.json(admin)
}

export async function products(req, res) {
  const products = await db.Product.findAll({ limit: 20 })
  // ok: no-password-hash-in-response
  res.json(products)
}
