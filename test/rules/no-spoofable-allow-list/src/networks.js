const ipaddr = require("ipaddr.js")
const { Netmask } = require("netmask")
const { isInSubnet } = require("is-in-subnet")

const offices = new Netmask("198.51.100.0/24")

module.exports = function onlyFrom(ranges) {
  const networks = ranges.map((range) => ipaddr.parseCIDR(range))
  const within = (text) => ipaddr.isValid(text) && networks.some((network) => ipaddr.process(text).match(network))
  const written = (text) => /^[\d.]{7,15}$/.test(text)

  return async (ctx, next) => {
    const address = ctx.get("x-forwarded-for").split(",")[0].trim() || ctx.ip
    // ok: no-spoofable-allow-list
    if (!written(address)) ctx.throw(403)
    // ruleid: no-spoofable-allow-list
    if (!within(address)) ctx.throw(403)
    // ok: no-spoofable-allow-list
    if (!within(ctx.req.socket.remoteAddress)) ctx.throw(403)
    await next()
  }
}

module.exports.office = (req, res, next) => {
  const address = req.headers["x-real-ip"] ?? req.socket.remoteAddress
  // ruleid: no-spoofable-allow-list
  if (!offices.contains(address)) return res.sendStatus(403)
  // ruleid: no-spoofable-allow-list
  if (isInSubnet(address, "192.0.2.0/24")) return next()
  // ok: no-spoofable-allow-list
  if (isInSubnet(address, "203.0.113.0/24")) return res.sendStatus(403)
  // ok: no-spoofable-allow-list
  if (!offices.contains(req.socket.remoteAddress)) return res.sendStatus(403)
  next()
}
