const { execFileSync, execSync } = require("child_process")

// What it is called with is a list of names, or names one after the other.
module.exports = function () {
  const names = Array.isArray(arguments[0]) ? arguments[0] : Array.prototype.slice.apply(arguments)
  let found = null
  names.some(function (name) {
    if (!runs(commandFor(name))) return false
    found = name
    return true
  })
  return found
}

function runs(command) {
  try {
    // ruleid: no-command-injection
    execSync(command, { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

function commandFor(name) {
  return "command -v " + name
}

module.exports.all = function (folder) {
  const patterns = [].slice.call(arguments, 1)
  const named = () => arguments[1]
  // ruleid: no-command-injection
  execSync(`grep ${patterns.join(" ")} index.txt`)
  // ruleid: no-command-injection
  execSync(`grep ${named()} index.txt`)
  // ok: no-command-injection
  return execFileSync("grep", [].slice.call(arguments, 1))
}

module.exports.count = function () {
  // ok: no-command-injection
  return execSync(`echo ${arguments.length}`)
}

module.exports.run = function () {
  // ok: no-command-injection
  return execSync(...arguments)
}

module.exports.later = () => {
  // ok: no-command-injection
  return execSync("echo " + inner("ours"))
}

function inner() {
  return arguments[0]
}
