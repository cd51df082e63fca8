import { ssrfFilter } from "./network.js"
import { escapeHtml, sanitizeFileName } from "./text.js"

export async function store(report, folder) {
  const fileName = sanitizeFileName(report.title)
  await folder.write(fileName, report.body)
  return folder.link(fileName)
}

export function headline(report) {
  return `<h1>${escapeHtml(report.title)}</h1>`
}

export async function load(url) {
  return await client.get({
    url,
    timeout: 5_000,
    httpAgent: ssrfFilter(url),
  })
}

export function footer(report) {
  return `<p>${escapeHtml(report.author)}</p>`
}

export function greet(report) {
  return escapeHtml("Welcome") + report.id
}
