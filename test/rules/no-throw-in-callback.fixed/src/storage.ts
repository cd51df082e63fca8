import { readFile, mkdir } from "node:fs"
import jwt from "jsonwebtoken"

export function template(path: string, callback: (error: Error | null, text?: string) => void) {
  readFile(path, "utf8", (error, text) => {
    // ruleid: no-throw-in-callback
    if (error) throw error
    callback(null, text)
  })
}

export const folder = (path: string) =>
  new Promise<void>((resolve, reject) =>
    mkdir(path, (error) => {
      // ruleid: no-throw-in-callback
      if (error) return reject(error)
      resolve()
    }),
  )

export function watchdog(limit: number) {
  return setTimeout(() => {
    // ruleid: no-throw-in-callback
    throw new Error("too late")
  }, limit)
}

// Calls back at once.
export function claimsOf(token: string, done: (claims: unknown) => void) {
  jwt.verify(token, process.env.KEY ?? "", { algorithms: ["HS256"] }, (error, claims) => {
    // ok: no-throw-in-callback
    if (error) throw error
    done(claims)
  })
}

// Without its settings there is nothing to start.
export function start(path: string, begin: (settings: string) => void) {
  readFile(path, "utf8", (error, text) => {
    // ok: no-throw-in-callback
    if (error) throw error
    begin(text)
  })
}

export function checkLater(isDone: () => boolean) {
  process.nextTick(() => {
    // ok: no-throw-in-callback
    if (!isDone()) throw new Error("nobody finished it")
  })
}
