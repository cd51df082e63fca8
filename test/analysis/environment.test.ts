import { expect, test } from "vitest"
import { environmentReads, isEnvironmentSample, sampleFor } from "../../src/analysis/source/environment.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

function readsOf(text: string): string[] {
  const module = createProject(aTree({ "config.ts": text }), new Map()).moduleOf("config.ts")
  return module ? environmentReads(module).map(({ name, hasFallback }) => (hasFallback ? `${name}?` : name)) : []
}

test.each([
  { name: "a member", text: "const a = process.env.EXPORT_KEY", expected: ["EXPORT_KEY"] },
  { name: "an index", text: 'const a = process.env["EXPORT_KEY"] ?? "x"', expected: ["EXPORT_KEY?"] },
  { name: "a computed index", text: "const a = process.env[name]", expected: [] },
  {
    name: "a pattern with a default",
    text: 'const { EXPORT_KEY, EXPORT_FOLDER = "/tmp" } = process.env',
    expected: ["EXPORT_KEY", "EXPORT_FOLDER?"],
  },
  { name: "an assertion that it is set", text: "const a = process.env.EXPORT_KEY!", expected: ["EXPORT_KEY"] },
  { name: "an optional chain", text: "const a = globalThis.process.env?.EXPORT_KEY", expected: ["EXPORT_KEY"] },
  { name: "an assignment", text: 'process.env.EXPORT_KEY = "x"', expected: [] },
  { name: "what the platform sets", text: "const a = process.env.NODE_ENV === 'test' && process.env.GITHUB_SHA", expected: [] },
  { name: "a setting of Nest", text: 'class A { b() { return this.configService.getOrThrow("EXPORT_KEY") } }', expected: ["EXPORT_KEY"] },
  { name: "another map", text: 'const a = cache.get("EXPORT_KEY")', expected: [] },
  {
    name: "a zod schema",
    text: "const Environment = z.object({ EXPORT_KEY: z.string(), EXPORT_FOLDER: z.string().default('/tmp') })\nEnvironment.parse(process.env)",
    expected: ["EXPORT_KEY", "EXPORT_FOLDER?"],
  },
  { name: "a zod schema of something else", text: "export const Order = z.object({ ORDER_ID: z.string() })", expected: [] },
])("reads variables from $name", ({ text, expected }) => {
  expect(readsOf(text)).toEqual(expected)
})

test.each([
  ".env.example",
  "api/.env.sample",
  "env-example",
  "env.template",
  ".env.local.example",
  "env-example-relational",
  "example.env",
])("%s is a sample", (path) => {
  expect(isEnvironmentSample(path)).toBe(true)
})

test.each([".env", ".env.production", "src/env.ts", "environment.example.md", "src/example.ts"])("%s is no sample", (path) => {
  expect(isEnvironmentSample(path)).toBe(false)
})

test("takes the nearest sample above a file", () => {
  const project = createProject(
    aTree({ ".env.example": "A=", "worker/.env.sample": "B=", "worker/src/main.ts": "", "api/src/main.ts": "" }),
    new Map(),
  )
  expect([sampleFor(project, "worker/src/main.ts"), sampleFor(project, "api/src/main.ts")]).toEqual(["worker/.env.sample", ".env.example"])
})
