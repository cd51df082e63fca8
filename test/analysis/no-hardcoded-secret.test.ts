import { randomBytes } from "node:crypto"
import { expect, test } from "vitest"
import { noHardcodedSecret } from "../../src/analysis/rules/no-hardcoded-secret.ts"
import { runFixture } from "../support/rule-fixture.ts"

// Made here, so that nothing of this form is committed.
const token = `ghp_${randomBytes(64)
  .toString("base64")
  .replace(/[^A-Za-z0-9]/g, "")
  .slice(0, 36)}`

async function review(path: string, text: string) {
  return runFixture(noHardcodedSecret, { base: new Map(), head: new Map([[path, text]]), marks: [], fixed: [] })
}

test.each([
  { name: "in source", path: "src/github.ts", text: `export const client = connect("${token}")\n`, line: 1 },
  { name: "in a setting", path: "config/production.json", text: `{\n  "github": "${token}"\n}\n`, line: 2 },
  {
    name: "beside a comment that switches scanners off",
    path: "src/github.ts",
    text: `// secretlint-disable\nexport const token = "${token}"\n`,
    line: 2,
  },
])("reports a provider's token $name once and never repeats it", async ({ path, text, line }) => {
  const { findings } = await review(path, text)

  expect(findings.map((finding) => [finding.severity, finding.startLine])).toEqual([["critical", line]])
  expect(JSON.stringify(findings)).not.toContain(token)
})

test("never repeats a secret that is known by its name", async () => {
  const secret = randomBytes(20).toString("hex")
  const { findings } = await review(
    "src/settings.ts",
    `export const jwtSecret = "${secret}"\nexport const key = process.env.JWT_SECRET || "${secret}"\n`,
  )

  expect(findings).toHaveLength(2)
  expect(JSON.stringify(findings)).not.toContain(secret)
})

test.each(["test/github.test.ts", "docs/setup.md", "config/settings.example.json"])("is silent in %s", async (path) => {
  expect((await review(path, `"${token}"\n`)).findings).toEqual([])
})
