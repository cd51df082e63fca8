// @ts-nocheck fixture
import { exec, execFile, execSync, spawn } from "node:child_process"
import { promisify } from "node:util"

const run = promisify(exec)

export async function commit(folder, pipeline, user) {
  // ruleid: no-incomplete-shell-quoting
  await run(`git commit -m "Update of ${pipeline.name.replace(/"/g, "")}"`, { cwd: folder })
  const author = `${user.name} <${user.email}>`.replace(/"/g, '\\"')
  // ruleid: no-incomplete-shell-quoting
  await run(`git commit -m "Update" --author="${author}"`, { cwd: folder })
  // ok: no-incomplete-shell-quoting
  await run(`git commit -m "Update of ${pipeline.name.replace(/["$`\\]/g, "\\$&")}"`, { cwd: folder })
  // ok: no-incomplete-shell-quoting
  await run(`git commit -m "Update of ${pipeline.name.replace(/[^\w -]/g, "")}"`, { cwd: folder })
  // ok: no-incomplete-shell-quoting
  await promisify(execFile)("git", ["commit", "-m", pipeline.name.replace(/"/g, "'")], { cwd: folder })
}

export function say(text) {
  // ruleid: no-incomplete-shell-quoting
  execSync("espeak " + JSON.stringify(text))
  // ruleid: no-incomplete-shell-quoting
  exec(`espeak '${text.replace(/'/g, "\\'")}'`)
  // ok: no-incomplete-shell-quoting
  exec(`espeak '${text.replace(/'/g, "'\\''")}'`)
  // ok: no-incomplete-shell-quoting
  exec(`espeak '${JSON.stringify(text).replace(/'/g, "'\\''")}'`)
  // ruleid: no-incomplete-shell-quoting
  spawn(`espeak "${text.replaceAll('"', "").replaceAll("`", "").trim()}"`, { shell: true })
  // ok: no-incomplete-shell-quoting
  spawn(`espeak "${text.replaceAll('"', "").replaceAll("`", "")}"`, { shell: false })
}

export function show(title) {
  // ok: no-incomplete-shell-quoting
  return `show "${title.replace(/"/g, "")}"`
}
