const yaml = require("js-yaml")

module.exports = async function (app) {
  app.addContentTypeParser("application/yaml", { parseAs: "string" }, (request, text, done) => {
    try {
      // ruleid: no-unsafe-deserialization
      done(null, yaml.load(text))
    } catch (error) {
      done(error)
    }
  })

  // ruleid: no-unsafe-deserialization
  app.addContentTypeParser("text/yaml", async (request, body) => yaml.load(body))

  // ok: no-unsafe-deserialization
  app.addContentTypeParser("text/x-yaml", { parseAs: "string" }, async (request, body) => yaml.safeLoad(body))
}
