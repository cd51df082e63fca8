import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { noPathTraversal } from "../../src/analysis/rules/no-path-traversal.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function severities(statement: string): Promise<readonly string[]> {
  const base = aTree({})
  const head = aTree({
    "package.json": JSON.stringify({ type: "module", dependencies: { express: "5.1.0" } }),
    "src/pages.ts": `import express from "express"
import fs from "node:fs"
import path from "node:path"
const app = express()
app.get("/pages", (req, res) => {
  const name = String(req.query.name)
  ${statement}
  res.end()
})
`,
  })
  const { findings } = await analyzeWith([noPathTraversal], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.map(({ severity, confidence }) => `${severity}/${confidence}`)
}

test("a path that ends as pages do leads to no key", async () => {
  const join = (last: string) => `fs.readFileSync(path.join("/srv/pages", ${last}), "utf8")`
  expect(await severities(join("`${name}.mdx`"))).toEqual(["medium/medium"])
  expect(await severities(join(`"en/" + name + ".html"`))).toEqual(["medium/medium"])
  expect(await severities(`const page = \`\${name}.md\`; fs.readFileSync(\`/srv/pages/\${page}\`)`)).toEqual(["medium/medium"])
})

test("a path that ends otherwise, or that is written to, leads anywhere", async () => {
  const read = (last: string) => `fs.readFileSync(path.join("/srv/pages", ${last}), "utf8")`
  expect(await severities(read("name"))).toEqual(["high/high"])
  expect(await severities(read("`${name}.json`"))).toEqual(["high/high"])
  expect(await severities(read("`${name}.md`.slice(0, -3)"))).toEqual(["high/high"])
  expect(await severities(read("`${name}.md/${String(req.query.part)}`"))).toEqual(["high/high"])
  expect(await severities('fs.writeFileSync(path.join("/srv/pages", `${name}.md`), "")')).toEqual(["critical/high"])
})
