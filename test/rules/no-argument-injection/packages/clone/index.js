// @ts-nocheck fixture
const { spawn } = require("child_process")

module.exports = function clone(address, folder, done) {
  const args = ["clone", "--depth=1", address, folder]
  // ruleid: no-argument-injection
  spawn("git", args).on("close", done)
}

module.exports.cloneWell = function cloneWell(address, folder, done) {
  // ok: no-argument-injection
  spawn("git", ["clone", "--depth=1", "--", address, folder]).on("close", done)
}

module.exports.git = function git(args, done) {
  // ok: no-argument-injection
  spawn("git", ["-c", "color.ui=never"].concat(args)).on("close", done)
}

module.exports.add = function add(files, done) {
  // ruleid: no-argument-injection
  spawn("git", ["add"].concat(files)).on("close", done)
}
