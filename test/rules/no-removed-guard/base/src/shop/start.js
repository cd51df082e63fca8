// @ts-nocheck fixture
const { headers } = require("./headers")

exports.start = function start(app, config) {
  app.use(headers(config))
  app.set("trust proxy", config.proxies)
}
