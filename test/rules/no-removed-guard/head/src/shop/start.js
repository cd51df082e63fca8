// @ts-nocheck fixture
exports.start = function start(app, config) {
  app.set("trust proxy", config.proxies)
}
