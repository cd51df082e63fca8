const express = require("express")
const nunjucks = require("nunjucks")
const swig = require("swig")
const Handlebars = require("handlebars")
const { Eta } = require("eta")

const app = express()

// ruleid: no-autoescape-off
swig.setDefaults({ autoescape: false })

nunjucks.configure("views", {
  express: app,
  // ruleid: no-autoescape-off
  autoescape: false,
})

// ok: no-autoescape-off
nunjucks.configure("views", { express: app, autoescape: true })

// ruleid: no-autoescape-off
const eta = new Eta({ views: "views", autoEscape: false })

// ruleid: no-autoescape-off
const page = Handlebars.compile(source, { noEscape: true })

// ok: no-autoescape-off
const mail = Handlebars.compile(readFileSync("welcome.txt", "utf8"), { noEscape: true })

// ok: no-autoescape-off
const settings = { autoescape: false }
