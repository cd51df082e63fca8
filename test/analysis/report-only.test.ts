import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { rules } from "../../src/analysis/rules/index.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { readFixture, runFixture } from "../support/rule-fixture.ts"

// On clean code more than one in five of these is nothing its author wants under a line.
test.each(["require-test-for-branch", "require-test-for-error-branch"])("%s speaks in the report and never inline", async (id) => {
  const rule = rules.find((each) => each.id === id)
  if (!rule) throw new Error(`no rule ${id}`)
  const { findings } = await runFixture(rule, readFixture(new URL(`../rules/${id}`, import.meta.url).pathname, id))

  expect(findings.length).toBeGreaterThan(0)
  expect(new Set(findings.map(({ confidence }) => confidence))).toEqual(new Set(["low"]))
})

test.each([
  { name: "sends JSON and files", answer: 'res.sendFile(req.params.name, { root: "files" })', confidence: "low" },
  { name: "sends a page", answer: 'res.sendFile("/srv/pages/index.html")', confidence: "medium" },
  { name: "renders pages", answer: 'res.render("widget")', confidence: "medium" },
])("a policy for pages that is off is a matter of the report unless the service has pages: it $name", async ({ answer, confidence }) => {
  const rule = rules.find((each) => each.id === "no-disabled-protection")!
  const base = aTree({})
  const head = aTree({
    "package.json": '{ "dependencies": { "express": "5.1.0", "helmet": "8.1.0" } }',
    "src/app.js": `const express = require("express")
const helmet = require("helmet")
const app = express()
app.use(helmet({ contentSecurityPolicy: false }))
app.get("/:name", (req, res) => ${answer})
`,
  })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { range: ">=20", confidence: "low" },
  { range: ">=18", confidence: "high" },
])("an API of a later release of the same major version is a matter of the report: $range", async ({ range, confidence }) => {
  const rule = rules.find((each) => each.id === "no-unsupported-node-api")!
  const base = aTree({})
  const head = aTree({
    "package.json": JSON.stringify({ engines: { node: range } }),
    "src/wait.js": "module.exports = (signal) => AbortSignal.any([signal, AbortSignal.timeout(500)])\n",
  })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { others: 0, confidence: "medium" },
  { others: 3, confidence: "low" },
])("a package that no manifest lists is a matter of the report where $others files import it already", async ({ others, confidence }) => {
  const rule = rules.find((each) => each.id === "no-dev-dependency-in-production")!
  const manifest = JSON.stringify({ dependencies: { express: "5.1.0" } })
  const known = Object.fromEntries(Array.from({ length: others }, (_, index) => [`src/known${index}.js`, 'const _ = require("lodash")\n']))
  const server = 'require("express")().listen(3000)\nrequire("./new")\n'
  const base = aTree({ "package.json": manifest, "src/server.js": server, ...known })
  const head = aTree({
    "package.json": manifest,
    "src/server.js": server,
    ...known,
    "src/new.js": 'const _ = require("lodash")\nmodule.exports = _.noop\n',
  })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { handler: "async (req, res) => res.json(await refunds.add(req.body))", confidence: "medium" },
  { handler: "(req, res) => settle(req, res, refunds)", confidence: "low" },
])(
  "a route without the guard of its neighbours is a matter of the report where the request is handed on: $handler",
  async ({ handler, confidence }) => {
    const rule = rules.find((each) => each.id === "require-auth-on-route")!
    const router = (more: string) => `const { Router } = require("express")
const { requireUser } = require("./guards")
const { refunds, settle } = require("./refunds")
const router = Router()
router.post("/refunds/open", requireUser, async (req, res) => res.json(await refunds.open(req.body)))
router.post("/refunds/close", requireUser, async (req, res) => res.json(await refunds.close(req.body)))
router.post("/refunds/split", requireUser, async (req, res) => res.json(await refunds.split(req.body)))
${more}module.exports = router
`
    const manifest = JSON.stringify({ dependencies: { express: "5.1.0" } })
    const base = aTree({ "package.json": manifest, "src/router.js": router("") })
    const head = aTree({ "package.json": manifest, "src/router.js": router(`router.post("/refunds", ${handler})\n`) })
    const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

    expect(findings.map((each) => each.confidence)).toEqual([confidence])
  },
)

test.each([
  { name: "writes to the database", body: 'await pool.query("INSERT INTO visits (path) VALUES ($1)", [path])', confidence: "medium" },
  { name: "catches what it writes", body: 'try { await pool.query("INSERT INTO visits VALUES (1)") } catch {}', confidence: null },
  { name: "only reads", body: 'await pool.query("SELECT 1")', confidence: "low" },
])("a call of ours that a request does not wait for is a matter of the report unless it can end the process: it $name", async (each) => {
  const rule = rules.find(({ id }) => id === "no-floating-promise")!
  const base = aTree({})
  const head = aTree({
    "package.json": '{ "dependencies": { "express": "5.1.0", "pg": "8.12.0" } }',
    "src/app.js": `import express from "express"
import pg from "pg"
const pool = new pg.Pool()
const app = express()
async function note(path) { ${each.body} }
app.get("/", (req, res) => {
  note(req.path)
  res.sendStatus(204)
})
`,
  })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map(({ confidence }) => confidence)).toEqual(each.confidence === null ? [] : [each.confidence])
})

test.each([
  { image: "ghcr.io/acme/shop:2.1", confidence: "low" },
  { image: "registry.acme.dev/library/node:24-slim", confidence: "high" },
  { image: "alpine:3.22", confidence: "high" },
])("a container without a user is a matter of the report where its image may have one: $image", async ({ image, confidence }) => {
  const rule = rules.find((each) => each.id === "no-root-container")!
  const base = aTree({})
  const head = aTree({ Dockerfile: `FROM ${image}\nCOPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\n` })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { name: "one in a comparison", code: 'export const isAdmin = (role: string) => role === "admin\u200b"', confidence: "high" },
  { name: "the padding of a mail", code: `export const preview = "Your invoice${"\u200c\u200b".repeat(20)}"`, confidence: "low" },
  {
    name: "one beside its own escape",
    code: 'export const plain = (text: string) => text.replace("#", "#\u200b\\u200b")',
    confidence: "low",
  },
])("characters that nobody sees are a matter of the report where they are meant to be there: $name", async ({ code, confidence }) => {
  const rule = rules.find((each) => each.id === "no-invisible-character")!
  const base = aTree({})
  const head = aTree({ "src/text.ts": `${code}\n` })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })

  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { name: "the body of a call", use: 'fetch(hook.url, { method: "POST", body: render(hook) })', confidence: "low" },
  { name: "a page", use: 'response.type("html").send(render(hook))', confidence: "high" },
])("escaping that is off for one template matters where it makes $name", async ({ use, confidence }) => {
  const rule = rules.find((each) => each.id === "no-autoescape-off")!
  const base = aTree({})
  const head = aTree({
    "package.json": '{ "dependencies": { "handlebars": "4.7.8" } }',
    "src/hooks.ts": `import Handlebars from "handlebars"
export async function tell(hook, response) {
  const render = Handlebars.compile(String(hook.template as Record<string, string>), { noEscape: true })
  await ${use}
}
`,
  })
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings.map((each) => each.confidence)).toEqual([confidence])
})

test.each([
  { engine: "ejs", member: 'import ejs from "ejs"', call: "ejs.render", confidence: "high" },
  {
    engine: "liquidjs",
    member: 'import { Liquid } from "liquidjs"\nconst engine = new Liquid()',
    call: "engine.parseAndRenderSync",
    confidence: "low",
  },
])(
  "a template of $engine that a client writes is told by what the engine does, not by its name",
  async ({ engine, member, call, confidence }) => {
    const rule = rules.find((each) => each.id === "no-template-injection")!
    const base = aTree({})
    const head = aTree({
      "package.json": JSON.stringify({ dependencies: { express: "5.1.0", [engine]: "*" } }),
      "src/app.js": `import express from "express"
${member}
express().get("/preview", (req, res) => res.json({ html: ${call}(req.query.text, {}) }))
`,
    })
    const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
    expect(findings.map((each) => each.confidence)).toEqual([confidence])
  },
)
