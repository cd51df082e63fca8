"use strict"

module.exports = class Host {
  constructor(known) {
    this.known = new Set(known)
  }

  getIP(req) {
    return req.headers["x-forwarded-for"] || req.socket.remoteAddress || req.ip
  }

  getTrustedIP(req) {
    const forwarded = this.trustProxy ? req.headers["x-forwarded-for"] : null
    return forwarded || req.socket.remoteAddress
  }

  isAuthorizedIP(ip) {
    return this.known.has(ip)
  }
}
