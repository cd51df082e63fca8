import { expect, test } from "vitest"
import { declaredEnvironment } from "../../src/analysis/source/declared-environment.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

test.each([
  ["convict", `const config = convict({ port: { format: "port", default: 1, env: "APP_PORT" } })`, ["APP_PORT"]],
  ["envalid", `export const env = cleanEnv(process.env, { API_KEY: str(), PORT_B: port({ default: 3 }) })`, ["API_KEY", "PORT_B"]],
  ["zod", `const schema = z.object({ DB_URL: z.string().url() })\nexport const env = schema.parse(process.env)`, ["DB_URL"]],
  ["Nest with Joi", `ConfigModule.forRoot({ validationSchema: Joi.object({ JWT_KEY: Joi.string().required() }) })`, ["JWT_KEY"]],
  ["env-var", `import env from "env-var"\nexport const p = env.get("QUEUE_URL").required().asUrlString()`, ["QUEUE_URL"]],
  ["a schema of something else", `const body = z.object({ DB_URL: z.string() })\nbody.parse(req.body)`, []],
  ["a plain read", `const config = { DB_URL: process.env.DB_URL }`, []],
])("knows the variables that %s declares", (_, text, expected) => {
  expect([...declaredEnvironment(createProject(aTree({ "src/config.ts": text }), new Map()))]).toEqual(expected)
})
