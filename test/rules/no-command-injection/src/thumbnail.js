// @ts-nocheck fixture
const { promisify } = require("util")
const run = promisify(require("child_process").exec)
const start = promisify(require("child_process").execFile)

exports.thumbnail = async (name) => {
  // ruleid: no-command-injection
  const { stdout } = await run(`convert uploads/${name} -resize 64x64 png:-`)
  // ok: no-command-injection
  await run("convert --version")
  // ok: no-command-injection
  await start("identify", [`uploads/${name}`])
  // ruleid: no-command-injection
  await start("sh", ["-c", `identify uploads/${name}`])
  return stdout
}
