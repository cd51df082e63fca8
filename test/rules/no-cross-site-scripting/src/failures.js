const express = require("express")

const app = express()

class UnknownUnit extends Error {
  constructor(unit, status) {
    super(`No unit is called ${unit}`)
    this.status = status
  }
}

class Refused extends Error {}

function toMetres(unit) {
  if (unit !== "m") throw new UnknownUnit(unit, 400)
  return 1
}

app.get("/convert", (req, res) => {
  try {
    res.json(toMetres(req.query.unit))
  } catch (error) {
    // ruleid: no-cross-site-scripting
    res.status(error.status).send(error.message)
  }
})

app.get("/converted", (req, res) => {
  try {
    toMetres(req.query.unit)
  } catch {
    res.status(400).send("no such unit")
  }
  try {
    warmUp()
  } catch (error) {
    // ok: no-cross-site-scripting
    res.status(500).send(error.message)
  }
})

app.get("/later", (req, res) => {
  Promise.resolve(req.query.unit)
    .then((unit) => toMetres(unit))
    // ruleid: no-cross-site-scripting
    .catch((error) => res.send(`<p>${error.message}</p>`))
  // ok: no-cross-site-scripting
  warmUp().catch((error) => res.send(`<p>${error.message}</p>`))
})

app.get("/handed", (req, res, next) => {
  if (req.query.unit !== "m") return next(new Refused(`Refused: ${req.query.unit}`))
  // ok: no-cross-site-scripting
  res.send("done")
})

app.use((error, req, res, next) => {
  if (req.accepts("json")) {
    // ok: no-cross-site-scripting
    res.json({ message: error.message })
    return
  }
  // ruleid: no-cross-site-scripting
  res.status(500).send(`<p>${error.message}</p>`)
})
