// @ts-nocheck fixture
import fs from "node:fs"

export function read(path) {
  return new Promise((resolve, reject) => {
    fs.readFile(path, "utf8", (err, text) => {
      // ruleid: no-unsettled-promise
      if (err) {
        console.error(err)
        return
      }
      resolve(text)
    })
  })
}

export function size(path) {
  return new Promise((resolve) => {
    fs.stat(path, (err, stat) => {
      // ruleid: no-unsettled-promise
      if (err) console.error(err)
      else resolve(stat.size)
    })
  })
}

export function good(path) {
  return new Promise((resolve, reject) => {
    fs.readFile(path, "utf8", (err, text) => {
      // ok: no-unsettled-promise
      if (err) return reject(err)
      resolve(text)
    })
  })
}

export function always(path) {
  return new Promise((resolve) => {
    fs.readFile(path, "utf8", (err, text) => {
      // ok: no-unsettled-promise
      if (err) console.error(err)
      resolve(text)
    })
  })
}

export function helped(path) {
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new Error("unreadable", { cause: error }))
    fs.readFile(path, "utf8", (err, text) => {
      // ok: no-unsettled-promise
      if (err) {
        fail(err)
        return
      }
      resolve(text)
    })
  })
}
