const cheerio = require("cheerio")
const escapeHtml = require("escape-html")
const express = require("express")

const app = express()
const layout = "<main><h1></h1><ul></ul></main>"

app.get("/shelf", (req, res) => {
  const $ = cheerio.load(layout)
  // ruleid: no-cross-site-scripting
  $("h1").html(`Shelf <i>${req.query.name}</i>`)
  // ruleid: no-cross-site-scripting
  $("main").find("ul").first().append("<li>" + req.query.first + "</li>")
  // ok: no-cross-site-scripting
  $("ul").append($("<li></li>").text(req.query.second))
  // ok: no-cross-site-scripting
  $("ul").append(`<li>${escapeHtml(req.query.third)}</li>`)
  res.type("html").send($.html())
})

app.get("/sign", (req, res) => {
  const heading = document.createElement("h1")
  // ruleid: no-cross-site-scripting
  heading.innerHTML = req.query.title
  // ok: no-cross-site-scripting
  heading.textContent = req.query.title
  res.type("html").send(heading.outerHTML)
})
