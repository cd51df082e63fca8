// @ts-nocheck fixture
const express = require("express")
const fs = require("fs")
const path = require("path")

const app = express()

function findUpload(req, res, next) {
  const file = path.join("/uploads", req.query.file)
  res.locals.upload = file
  if (!file.startsWith("/uploads/")) return res.sendStatus(403)
  next()
}

app.delete("/uploads", findUpload, (req, res, next) => {
  // ok: no-path-traversal
  fs.unlink(res.locals.upload, (error) => (error ? next(error) : res.sendStatus(204)))
})

function findDraft(req, res, next) {
  const file = path.join("/drafts", req.query.file)
  res.locals.draft = file
  if (req.query.any) return next()
  if (!file.startsWith("/drafts/")) return res.sendStatus(403)
  next()
}

app.delete("/drafts", findDraft, (req, res, next) => {
  // ruleid: no-path-traversal
  fs.unlink(res.locals.draft, (error) => (error ? next(error) : res.sendStatus(204)))
})

const FORBIDDEN = ["..", "\\"]
const isPage = (page) => page && page.length <= 80 && !FORBIDDEN.some((part) => page.includes(part))

app.get("/pages", (req, res, next) => {
  const { page } = req.query
  if (!isPage(page)) return res.sendStatus(404)
  // ruleid: no-path-traversal
  fs.readFile(`/pages/${page}`, "utf8", (error, text) => (error ? next(error) : res.type("text").send(text)))
})

const isName = (name) => typeof name === "string" && name.length <= 80 && !FORBIDDEN.some((part) => name.includes(part))

app.get("/names", (req, res, next) => {
  const { name } = req.query
  if (!isName(name)) return res.sendStatus(404)
  // ok: no-path-traversal
  fs.readFile(`/names/${name}`, "utf8", (error, text) => (error ? next(error) : res.type("text").send(text)))
})
