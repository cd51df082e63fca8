const express = require("express")
const puppeteer = require("puppeteer")
const pdf = require("html-pdf")
const escapeHtml = require("escape-html")

const app = express()
app.use(express.json())

app.post("/invoice", async (req, res) => {
  const browser = await puppeteer.launch()
  const page = await browser.newPage()
  // ruleid: no-data-in-rendered-page
  await page.setContent(`<h1>Invoice for ${req.body.customer}</h1>`)
  // ok: no-data-in-rendered-page
  await page.setContent(`<h1>Invoice for ${escapeHtml(req.body.customer)}</h1>`)
  // ok: no-data-in-rendered-page
  await page.setContent(`<h1>Invoice ${Number(req.body.number)}</h1>`)
  res.send(await page.pdf())
})

app.post("/letter", (req, res) => {
  // ruleid: no-data-in-rendered-page
  pdf.create(req.body.html, { format: "A4" }).toBuffer((error, buffer) => res.send(buffer))
})
