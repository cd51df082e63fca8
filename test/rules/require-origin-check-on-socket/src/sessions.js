const cookie = require("cookie")

exports.visitorOf = async (store, req) => store.get(cookie.parse(req.headers.cookie ?? "").sid)

exports.bearerOf = async (store, req) => store.get(req.headers.authorization)
