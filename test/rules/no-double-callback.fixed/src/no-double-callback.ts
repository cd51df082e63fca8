// @ts-nocheck fixture
import fs from "node:fs"
import express from "express"
import { Schema } from "mongoose"
import { hash } from "./hash.ts"

const app = express()

export function loadLimits(name, callback) {
  fs.readFile(`limits/${name}.json`, "utf8", (error, text) => {
    if (error) {
      // ruleid: no-double-callback
      return callback(error)
    }
    const limits = parse(text)
    callback(null, limits)
  })
}

export function loadPlan(name, callback) {
  fs.readFile(`plans/${name}.json`, "utf8", (error, text) => {
    // ok: no-double-callback
    if (error) return callback(error)
    callback(null, parse(text))
  })
}

export function loadEither(name, callback) {
  fs.readFile(name, "utf8", (error, text) => {
    if (error) {
      // ok: no-double-callback
      callback(error)
    } else {
      callback(null, parse(text))
    }
  })
}

export function loadOnce(name, callback) {
  fs.readFile(name, "utf8", (error, text) => {
    if (error) {
      // ok: no-double-callback
      callback(error)
      return
    }
    if (text === "") return callback(null, null)
    callback(null, parse(text))
  })
}

app.use((req, res, next) => {
  // ruleid: no-double-callback
  if (!req.get("authorization")) return next(new Error("unauthorized"))
  res.json({ ok: true })
})

app.use((req, res, next) => {
  // What runs after the rest of the chain is no second call.
  // ok: no-double-callback
  if (req.method === "OPTIONS") next()
  res.locals.seen = true
})

const users = new Schema({ password: String })
users.pre("save", async function (next) {
  if (!this.isModified("password")) {
    // ruleid: no-double-callback
    return next()
  }
  this.password = await hash(this.password)
  next()
})

function parse(text) {
  return JSON.parse(text)
}
