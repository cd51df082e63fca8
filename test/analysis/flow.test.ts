import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function findingsOf(rule: string, files: Record<string, string>) {
  const base = aTree({})
  const head = aTree(files)
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.filter((each) => each.rule === rule)
}

test("a certificate check that is switched off names the call the options go to", async () => {
  const [finding] = await findingsOf("no-tls-verification-off", {
    "src/get.js": [
      'const https = require("https")',
      "exports.get = (address, done) => {",
      "  const options = new URL(address)",
      "  options.rejectUnauthorized = false",
      "  return https.get(options, done)",
      "}",
    ].join("\n"),
  })
  expect(finding?.trace.map(({ line }) => line)).toEqual([4, 5])
})
