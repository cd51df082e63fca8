import { execSync } from "node:child_process"

export const show = (path) =>
  // ok: no-parameter-in-shell-text
  execSync(`git show HEAD:${path}`)
