const Joi = require("joi")
const { orders } = require("./store")

const order = Joi.object({ sku: Joi.string().required(), count: Joi.number().integer().min(1).max(20).required() })

exports.create = async (req, res) => {
  // ruleid: no-ignored-validation
  const { value } = order.validate(req.body, { stripUnknown: true })
  res.status(201).json(await orders.add(value))
}

exports.change = async (req, res) => {
  // ruleid: no-ignored-validation
  const result = order.validate(req.body)
  res.json(await orders.change(req.params.id, result.value))
}

exports.price = async (req, res) => {
  // ruleid: no-ignored-validation
  order.validate(req.body)
  res.json(await orders.price(req.body))
}

exports.replace = async (req, res) => {
  // ok: no-ignored-validation
  const { value, error } = order.validate(req.body)
  if (error) return res.status(400).json({ error: error.message })
  res.json(await orders.replace(req.params.id, value))
}

exports.check = async (req, res) => {
  // ok: no-ignored-validation
  const result = order.validate(req.body)
  if (result.error) return res.sendStatus(400)
  res.json(result.value)
}

exports.order = order
