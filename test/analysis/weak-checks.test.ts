import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function messageOf(rule: string, body: string): Promise<string | undefined> {
  const base = aTree({})
  const head = aTree({
    "package.json": JSON.stringify({ private: true, dependencies: { express: "^4.19.2", axios: "^1.6.0" } }),
    "src/server.js": [
      'const express = require("express")',
      'const axios = require("axios")',
      "const app = express()",
      `app.get("/", async (req, res) => { const url = req.query.url; ${body} })`,
    ].join("\n"),
  })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.find((each) => each.rule === rule)?.message
}

test.each([
  ['url.includes("example.com")', "https://evil.example/?example.com"],
  ['url.startsWith("https://example.com")', "https://example.com.evil.example"],
  ['new URL(url).hostname.endsWith("example.com")', "https://evilexample.com/"],
  ["/^https:\\/\\/www.example.com/.test(url)", "https://www.example.com.evil.example/"],
  ["/^https:\\/\\/www.example.com\\//.test(url)", "https://www-example.com/"],
  ["/https:\\/\\/example\\.com\\//.test(url)", "https://evil.example/?example.com"],
])("the check %s is told not to hold, with %s that passes it", async (check, passing) => {
  expect(await messageOf("no-ssrf", `if (!${check}) return res.end(); await axios.get(url); res.end()`)).toContain(
    `is no check of the host: \`${passing}\` passes it`,
  )
  expect(await messageOf("no-open-redirect", `if (!${check}) return res.end(); res.redirect(url)`)).toContain(`\`${passing}\` passes it`)
})

test("a look for .. that a list goes around is named", async () => {
  expect(await messageOf("no-path-traversal", 'if (url.includes("..")) return res.end(); res.sendFile("/data/" + url)')).toContain(
    '`url.includes("..")` finds nothing in a list',
  )
})
