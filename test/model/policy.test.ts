import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv } from "ajv"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import { rules } from "../../src/analysis/rules/index.ts"
import { findPolicyMistakes, parsePolicy } from "../../src/model/parse-policy.ts"
import { renderPolicySchema, renderPolicyTemplate } from "../../src/model/policy-template.ts"
import { defaultPolicy } from "../../src/model/policy.ts"

const root = join(import.meta.dirname, "../..")

describe("a settings file", () => {
  test.each([
    { name: "is not needed", text: null },
    { name: "may be empty", text: "\n" },
    { name: "may hold nothing but comments", text: "# later\n" },
  ])("$name", ({ text }) => {
    expect(parsePolicy(text)).toEqual({ policy: defaultPolicy, problems: [] })
  })

  test("keeps the short form of the gate", () => {
    expect(parsePolicy("version: 1\ngate: high\n")).toEqual({ policy: { ...defaultPolicy, gate: "high" }, problems: [] })
  })

  test.each([
    { name: "an unknown setting", text: "version: 1\n\nfoo: 1\n", problems: [{ line: 3, message: 'settings: Unrecognized key: "foo"' }] },
    {
      name: "a wrong word deep inside",
      text: "gate:\n  - severity: high\n  - severity: bad\n    sections: [security]\n",
      problems: [{ line: 3, message: 'gate.1.severity: Invalid option: expected one of "critical"|"high"|"medium"|"low"|"nit"' }],
    },
    {
      name: "a word of its own invention for the gate",
      text: "max_comments: 3\ngate: sometimes\n",
      problems: [{ line: 2, message: 'gate: Invalid option: expected one of "never"|"critical"|"high"|"medium"|"low"|"nit"' }],
    },
    {
      name: "a text that is too long for the expert",
      text: `instructions:\n  - paths: ["**"]\n    text: ${"x".repeat(2_001)}\n`,
      problems: [{ line: 3, message: "instructions.0.text: Too big: expected string to have <=2000 characters" }],
    },
    { name: "broken YAML", text: "version: 1\nignore: [\n", problems: [{ line: 3, message: expect.stringContaining("Flow sequence") }] },
  ])("tells the line of $name and is not used", ({ text, problems }) => {
    expect(parsePolicy(text)).toEqual({ policy: defaultPolicy, problems })
  })

  test("cannot grow by aliases", () => {
    const bomb = `a: &a [${"1,".repeat(20)}]\nb: &b [${"*a,".repeat(20)}]\nignore: [${"*b,".repeat(20)}]\n`
    expect(parsePolicy(bomb).problems).toHaveLength(1)
  })

  test("with a name that every object has is a mistake and nothing worse", () => {
    expect(parsePolicy("__proto__: { gate: high }\n").policy.gate).toBe("never")
    expect(parsePolicy("constructor: 1\n").problems).toHaveLength(1)
  })
})

describe("the settings of the organisation", () => {
  const organisation = "gate: high\nsections:\n  testing: false\nignore: [vendor/**]\nmodel:\n  max_usd_per_review: 3\n"

  test("count where the repository says nothing", () => {
    const { policy } = parsePolicy(null, organisation)
    expect([policy.gate, policy.sections.testing, policy.ignore, policy.model.max_usd_per_review]).toEqual([
      "high",
      false,
      ["vendor/**"],
      3,
    ])
  })

  test("give way to what the repository says, setting by setting", () => {
    const { policy } = parsePolicy("gate: never\nsections:\n  security: false\nignore: []\nmodel: { enabled: false }\n", organisation)
    expect([policy.gate, policy.sections, policy.ignore, policy.model]).toEqual([
      "never",
      { ...defaultPolicy.sections, testing: false, security: false },
      [],
      { ...defaultPolicy.model, enabled: false, max_usd_per_review: 3 },
    ])
  })

  test("with a mistake are left out and named, and those of the repository count", () => {
    expect(parsePolicy("gate: low\n", "gate: high\nsection: {}\n")).toEqual({
      policy: { ...defaultPolicy, gate: "low" },
      problems: [{ line: 2, message: 'settings: Unrecognized key: "section"', file: "organisation" }],
    })
  })

  test("count alone where the file of the repository has a mistake", () => {
    expect(parsePolicy("gate: lowest\n", organisation).policy.gate).toBe("high")
  })
})

test("names rules that there are not, with their lines", () => {
  expect(findPolicyMistakes("gate: high\nrules:\n  no-sql-injection: off\n  no-such-rule: low\n", isRule)).toEqual([
    { line: 4, message: "rules.no-such-rule: there is no rule of this name" },
  ])
})

test("explains every setting in a file that changes nothing", () => {
  const template = renderPolicyTemplate()
  expect(template.split("\n", 1)).toEqual([
    "# yaml-language-server: $schema=../node_modules/nodejs-backend-expert/schema/policy.schema.json",
  ])
  expect(parsePolicy(template)).toEqual({ policy: defaultPolicy, problems: [] })
  for (const name of Object.keys(defaultPolicy)) expect(template).toMatch(new RegExp(`^(# )?${name}:`, "m"))
})

test("shows examples that are good settings, and that the schema for editors takes", () => {
  // The settings are what is left of the comments that look like YAML.
  const settings = renderPolicyTemplate()
    .split("\n")
    .flatMap((line) => /^(?:# )?((?:[a-z_]+:| +(?:- |[a-z_-]+:)).*)$/.exec(line)?.[1] ?? [])
    .filter((line) => !line.startsWith("yaml-language-server"))
    .join("\n")
  expect(findPolicyMistakes(settings, isRule)).toEqual([])
  expect(parsePolicy(settings).policy.gate).toHaveLength(2)

  const schema = readFileSync(join(root, "schema/policy.schema.json"), "utf8")
  expect(schema).toBe(renderPolicySchema())
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(schema) as object)
  expect([validate(parse(settings)), validate.errors]).toEqual([true, null])
  expect(validate({ gate: [{ severity: "high", section: "security" }] })).toBe(false)
})

function isRule(id: string): boolean {
  return rules.some((rule) => rule.id === id)
}
