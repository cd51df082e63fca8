import { expect, test } from "vitest"
import { lostSanitizers } from "../../src/analysis/change/lost-sanitizers.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

function lostIn(before: Files, after: Files): string[] {
  const base = aTree(before)
  const head = aTree(after)
  const all = lostSanitizers(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map(({ symbol, callee, value }) => `${symbol}: ${callee}(${value})`)
}

const file = (...lines: readonly string[]): Files => ({
  "src/store.ts": `export async function store(name, body) {\n${lines.map((line) => `  ${line}`).join("\n")}\n}\n`,
})

test.each([
  {
    name: "in the place itself",
    before: ["return await folder.write(sanitizeFileName(name), body)"],
    after: ["return await folder.write(name, body)"],
    gone: "sanitizeFileName(name)",
  },
  {
    name: "over several lines",
    before: ["return await folder.write(", "  sanitizeFileName(name),", "  body,", ")"],
    after: ["return await folder.write(", "  name,", "  body,", ")"],
    gone: "sanitizeFileName(name)",
  },
  {
    name: "under a name of its own",
    before: ["const clean = escapeHtml(name)", "return page.render(`<b>${clean}</b>`)"],
    after: ["return page.render(`<b>${name}</b>`)"],
    gone: "escapeHtml(name)",
  },
  {
    name: "under a name that was there before",
    before: [
      "let clean",
      "try { clean = validateContent(name) } catch { return null }",
      "return await users.update({",
      "  name: clean,",
      "})",
    ],
    after: ["return await users.update({", "  name: name.text,", "})"].map((line) => line.replace(".text", "")),
    gone: "validateContent(name)",
  },
  {
    name: "by a pattern of what may stay",
    before: ['const file = body.name.replace(/[^\\w.-]/g, "_")', "return await folder.write(file, body)"],
    after: ["const file = body.name", "return await folder.write(file, body)"],
    gone: '.replace(/[^\\w.-]/g, "_")(body.name)',
  },
  {
    name: "around another one that stays",
    before: ["return await mails.send({", "  content: validator.escape(", "    stripHTMLTags(decode(body))", "  ),", "})"],
    after: ["return await mails.send({", "  content: stripHTMLTags(decode(body)),", "})"],
    gone: "validator.escape(stripHTMLTags(decode(body)))",
  },
  {
    name: "among options that are spread",
    before: ["return await axios.post(name, body, {", "  ...getSsrfSafeConfig(),", "  maxRedirects: 0,", "})"],
    after: ["return await axios.post(name, body, {", "  maxRedirects: 0,", "})"],
    gone: "getSsrfSafeConfig(name)",
  },
  {
    name: "of a message",
    before: ["return await jobs.update({ reason: getSafeErrorMessage(name) })"],
    after: ["return await jobs.update({ reason: String(name) })"],
    gone: "getSafeErrorMessage(name)",
  },
  {
    name: "under the name it had",
    before: ["name = path.basename(name)", "return await folder.write(name, body)"],
    after: ["return await folder.write(name, body)"],
    gone: "path.basename(name)",
  },
  {
    name: "as a property",
    before: ["return await users.create({ name: escapeHtml(name), body })"],
    after: ["return await users.create({ name, body })"],
    gone: "escapeHtml(name)",
  },
  {
    name: "as an option",
    before: ["return await client.get({ url: body.url, timeout: 5_000, httpsAgent: ssrfFilter(body.url) })"],
    after: ["return await client.get({ url: body.url, timeout: 5_000 })"],
    gone: "ssrfFilter(body.url)",
  },
  {
    name: "as an option that asks for nothing",
    before: ["return await fetch(name, { method: body.method, dispatcher: getSsrfSafeDispatcher() } as any)"],
    after: ["return await fetch(name, { method: body.method })"],
    gone: "getSsrfSafeDispatcher(name)",
  },
  {
    name: "as a type",
    before: ["body.user = sanitizeUser(name) as User", "return body"],
    after: ["body.user = name", "return body"],
    gone: "sanitizeUser(name)",
  },
  {
    name: "by a function that takes no care",
    before: ["const target = getSafeFilePath(body.folder, name)", "return await disk.write(target)"],
    after: ["const target = path.join(body.folder, name)", "return await disk.write(target)"],
    gone: "getSafeFilePath(body.folder, name)",
  },
  {
    name: "by a check that gives what it checked",
    before: ["const checked = validateStorePath(name)", "return await disk.write(checked)"],
    after: ["return await disk.write(name)"],
    gone: "validateStorePath(name)",
  },
])("a value that went through it and goes past it: $name", ({ before, after, gone }) => {
  expect(lostIn(file(...before), file(...after))).toEqual([`store: ${gone}`])
})

test.each(["rm -rf ${name} --verbose", 'rm -rf "${name}" --verbose', "rm -rf '${name}' --verbose"])(
  "a word that is no longer quoted for the shell: %s",
  (command) => {
    const source = (text: string): Files => ({
      "src/clean.ts": `import { quote } from "shell-quote"\n\nexport async function clean(name) {\n  return await run(\`${text}\`)\n}\n`,
    })
    expect(lostIn(source("rm -rf ${quote([name])} --verbose"), source(command))).toEqual(["clean: quote(name)"])
  },
)

const cleaned = file("return await folder.write(sanitizeFileName(name), body)")
const raw = file("return await folder.write(name, body)")

test.each([
  { name: "another function cleans it", before: cleaned, after: file("return await folder.write(escapePath(name), body)") },
  {
    name: "it is cleaned a line before",
    before: cleaned,
    after: file("const clean = sanitizeFileName(name)", "return await folder.write(clean, body)"),
  },
  {
    name: "the change cleans somewhere else",
    before: { ...cleaned, "src/folder.js": "export const write = (name, body) => disk.write(name, body)\n" },
    after: { ...raw, "src/folder.js": "export const write = (name, body) => disk.write(sanitizeFileName(name), body)\n" },
  },
  {
    name: "what it was used for goes with it",
    before: cleaned,
    after: file("return await database.insert({ body })"),
  },
  {
    name: "it was written out in the source",
    before: file('return await folder.write(sanitizeFileName("report"), body)'),
    after: file('return await folder.write("report", body)'),
  },
  {
    name: "another careful function does the same",
    before: file("return await disk.write(safeJoin(body.folder, name))"),
    after: file("return await disk.write(secureJoin(body.folder, name))"),
  },
  { name: "it only tidied", before: file("return await folder.write(name.trim(), body)"), after: raw },
  { name: "it comes", before: raw, after: cleaned },
  {
    name: "it is of a test",
    before: { "test/store.test.js": cleaned["src/store.ts"] as string },
    after: { "test/store.test.js": raw["src/store.ts"] as string },
  },
])("nothing is lost when $name", ({ before, after }) => {
  expect(lostIn(before, after)).toEqual([])
})

test("a function of nothing but cleaning is gone through once", () => {
  const many = (call: (index: number) => string) =>
    file(...Array.from({ length: 3_000 }, (_, index) => `folder.write(${call(index)}, body.part${index})`))
  expect(
    lostIn(
      many((index) => `escapeHtml(name[${index}])`),
      many((index) => `name[${index}]`),
    ),
  ).toHaveLength(100)
})
