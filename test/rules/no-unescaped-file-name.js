const fs = require("node:fs")
const http = require("node:http")
const path = require("node:path")
const escapeHtml = require("escape-html")

http.createServer((req, res) => {
  fs.readdir("uploads", (error, files) => {
    const list = []
    files.forEach((file) => {
      // ruleid: no-unescaped-file-name
      list.push('<li><a href="', path.join("/uploads", file), '">', file, "</a></li>")
    })
    res.end(list.join("\n"))
  })
})

http.createServer(async (req, res) => {
  const files = await fs.promises.readdir("uploads")
  // ruleid: no-unescaped-file-name
  res.end(files.map((name) => `<li>${name}</li>`).join(""))
})

http.createServer((req, res) => {
  for (const name of fs.readdirSync("uploads").sort()) console.log(name)
  const files = fs.readdirSync("uploads")
  let html = ""
  for (const name of files.filter(Boolean)) {
    // ruleid: no-unescaped-file-name
    html += "<li>" + name + "</li>"
  }
  res.end(html)
})

http.createServer((req, res) => {
  fs.readdir("uploads", (error, files) => {
    // ok: no-unescaped-file-name
    res.end(files.map((name) => `<li>${escapeHtml(name)}</li>`).join(""))
  })
})

http.createServer((req, res) => {
  fs.readdir("uploads", (error, files) => {
    // ok: no-unescaped-file-name
    res.end(files.map((name) => `${name}: ${files.length}`).join("\n"))
  })
})

const cell = (entry) => {
  const label = entry.isDirectory() ? entry.name + "/" : entry.name
  // ruleid: no-unescaped-file-name
  return `<td><a href="${encodeURIComponent(entry.name)}">${label}</a></td>`
}

const closedCell = (entry) => {
  const label = escapeHtml(entry.name)
  // ok: no-unescaped-file-name
  return `<td>${label}</td>`
}

function table(heading, entries) {
  const cells = entries.filter((entry) => entry.isFile()).map(cell)
  return `<table>${cells.join("")}${entries.map(closedCell).join("")}</table>`
}

http.createServer((req, res) => {
  fs.readdir("shared", { withFileTypes: true }, (error, entries) => {
    res.end(table("Shared", entries))
  })
})

http.createServer(async (req, res) => {
  const entries = await fs.promises.readdir("shared", { withFileTypes: true })
  // ruleid: no-unescaped-file-name
  res.end(entries.map((entry) => `<li>${entry.name}</li>`).join(""))
})
