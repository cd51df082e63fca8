import { spawn } from "node:child_process"

export function convert(path: string) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn("convert", [path])
    child.on("error", reject)
    child.on("exit", (code) => {
      // ruleid: no-unsettled-promise
      if (code === 0) resolve()
    })
  })
}

export function convertTidily(path: string) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn("convert", [path])
    child.on("error", reject)
    child.on("exit", (code) => {
      // ok: no-unsettled-promise
      if (code === 0) resolve()
      else reject(new Error(`convert ended with ${code}`))
    })
  })
}

export function later(value: string | undefined) {
  return new Promise<string>((resolve) => {
    // ruleid: no-unsettled-promise
    if (!value) return
    setTimeout(() => resolve(value), 10)
  })
}

export function laterTidily(value: string | undefined) {
  return new Promise<string>((resolve) => {
    // ok: no-unsettled-promise
    if (!value) return resolve("")
    setTimeout(() => resolve(value), 10)
  })
}
