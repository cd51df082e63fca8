const { execSync } = require("child_process")

module.exports = function find(name) {
  // ok: no-parameter-in-shell-text
  return execSync(`command -v ${name}`).toString()
}
