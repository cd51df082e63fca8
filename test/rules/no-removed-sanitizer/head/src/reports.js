import { ssrfFilter } from "./network.js"
import { escapeHtml, sanitizeFileName } from "./text.js"

export async function store(report, folder) {
  await folder.write(report.title, report.body)
  return folder.link(report.title)
}

export function headline(report) {
  return `<h1>${report.title}</h1>`
}

export async function load(url) {
  return await client.get({
    url,
    timeout: 5_000,
  })
}

export function footer(report) {
  return `<p>${escapeHtml(report.author)}</p>`
}

export function greet(report) {
  return "Welcome" + report.id
}
