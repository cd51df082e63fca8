// ruleid: no-dev-dependency-in-production
const { faker } = require("@faker-js/faker")

if (process.env.NODE_ENV !== "production") {
  // ok: no-dev-dependency-in-production
  require("vitest/config")
}
module.exports = { faker }
