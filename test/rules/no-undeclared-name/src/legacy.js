/* global orderList */
const { loadOrders } = require("./orders")

module.exports = async function list(req, res) {
  const orderLists = await loadOrders()
  // ok: no-undeclared-name
  res.json(orderList)
}

module.exports.models = async function models(req, res) {
  const member = await loadOrders()
  // ok: no-undeclared-name
  res.json(await Member.find())
}

module.exports.counted = async function counted(req, res) {
  const counts = await loadOrders()
  // ok: no-undeclared-name
  countz = 1
  res.json(countz)
}

module.exports.shared = async function shared(req, res) {
  const serviceX = await loadOrders()
  // ok: no-undeclared-name
  res.json(services.all())
}
