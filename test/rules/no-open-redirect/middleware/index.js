const parseurl = require("parseurl")

exports.loose = () => (req, res, next) => {
  const asked = parseurl(req)
  const path = asked.pathname
  if (path.endsWith("/")) return next()
  const target = path + "/" + (asked.search || "")
  // ruleid: no-open-redirect
  res.writeHead(308, { Location: target })
  res.end()
}

exports.strict = () => (req, res, next) => {
  const path = parseurl.original(req).pathname
  if (path.endsWith("/")) return next()
  const target = path.replace(/^[/\\]+/, "/") + "/"
  // ok: no-open-redirect
  res.writeHead(308, { Location: target })
  res.end()
}
