import { expect, test } from "vitest"
import { readBuiltSchema } from "../../src/analysis/flow/schema/builder-schema.ts"
import { readClassSchema } from "../../src/analysis/flow/schema/class-schema.ts"
import { readFieldChain } from "../../src/analysis/flow/schema/field-chains.ts"
import { readJsonSchema } from "../../src/analysis/flow/schema/json-schema.ts"
import { checkOf } from "../../src/analysis/flow/schema/request-schemas.ts"
import type { Schema } from "../../src/analysis/flow/schema/schema.ts"
import { routesOf } from "../../src/analysis/routes/collect-routes.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

/** A schema in one line: `any`, `text`, `closed`, `[element]`, `{ name: … }` with `…` where other properties are kept, `?` where some are unread. */
function inShort(schema: Schema | null): string {
  if (schema === null) return "unreadable"
  if (schema.keys) return `{ [${inShort(schema.keys)}]: ${inShort(schema.element)} }`
  if (schema.element) return `[${inShort(schema.element)}]`
  if (schema.fields === null) return schema.lost.length === 4 ? "closed" : schema.lost.length === 0 ? "any" : "text"
  const fields = [...schema.fields].map(([name, each]) => `${name}: ${inShort(each)}`)
  const others = { kept: ["…"], refused: ["!"], unread: ["?"], dropped: [] }[schema.others]
  return `{ ${[...fields, ...others].join(", ")} }`
}

function projectOf(files: Record<string, string>) {
  const project = createProject(aTree({ "package.json": "{}", ...files }), new Map())
  const module = project.moduleOf("src/a.ts")
  const found = module?.exports.get("schema")
  if (!module || found?.kind !== "node") throw new Error("src/a.ts exports no schema")
  return { project, module, node: found.node }
}

function built(code: string, files: Record<string, string> = {}): string {
  const { project, module, node } = projectOf({ "src/a.ts": code, ...files })
  return inShort(readBuiltSchema(project, module, node))
}

const zod = (schema: string) => built(`import { z } from "zod"\nexport const schema = ${schema}`)

test.each([
  ["z.object({ name: z.string().min(1), age: z.coerce.number() })", "{ name: text, age: closed }"],
  ["z.object({ id: z.string().uuid().optional(), url: z.string().url() })", "{ id: closed, url: text }"],
  ["z.object({ kind: z.enum(['a', 'b']), at: z.iso.date(), key: z.uuid() }).strict()", "{ kind: closed, at: closed, key: closed, ! }"],
  ["z.object({ name: z.string() }).passthrough()", "{ name: text, … }"],
  ["z.looseObject({ name: z.string() })", "{ name: text, … }"],
  ["z.object({ tags: z.array(z.string()), ids: z.number().array() })", "{ tags: [text], ids: [closed] }"],
  ["z.object({ a: z.string(), b: z.any() }).omit({ a: true }).extend({ c: z.boolean() })", "{ b: any, c: closed }"],
  ["z.object({ slug: z.string().regex(/^[a-z-]+$/), free: z.string().regex(/x/) })", "{ slug: closed, free: text }"],
  ["z.union([z.literal('a'), z.literal('b')])", "closed"],
  ["z.union([z.number(), z.string()])", "text"],
  ["z.union([z.enum(['a', 'b']), z.enum(['a', 'b']).array()])", "closed"],
  ["z.enum(['a', 'b']).or(z.array(z.string()))", "text"],
  ["z.array(z.number()).or(z.array(z.string()))", "[text]"],
  ["z.union([z.number(), z.array(z.any())])", "any"],
  ["z.union([z.number(), z.array(z.object({ a: z.any() }))])", "unreadable"],
  ["z.preprocess((value) => Number(value), z.number().min(0))", "closed"],
  ["z.preprocess((value) => String(value), z.string())", "text"],
  ["z.string().transform(Number).pipe(z.number())", "closed"],
  ["z.coerce.number().pipe(z.any())", "any"],
  ["z.coerce.number().pipe(z.transform(String))", "text"],
  ["z.record(z.string(), z.string())", "{ [text]: text }"],
  ["z.record(z.enum(['a', 'b']), z.number())", "{ [closed]: closed }"],
  ["z.record(z.object({ id: z.uuid() }))", "{ [text]: { id: closed } }"],
  ["somethingElse({ name: z.string() })", "unreadable"],
])("zod: %s", (schema, expected) => {
  expect(zod(schema)).toBe(expected)
})

test("zod: what is spread into an object is read where it can be, and leaves the rest as it is", () => {
  const files = {
    "src/b.ts": `import { z } from "zod"
export const paging = { page: z.coerce.number(), sort: z.string() }
export const Owner = z.object({ owner: z.string() })`,
  }
  const of = (fields: string) =>
    built(
      `import { z } from "zod"
import { Owner, paging } from "./b"
import { shared } from "elsewhere"
export const schema = z.object({ id: z.string(), ${fields} })`,
      files,
    )
  expect(of("...paging, page: z.string()")).toBe("{ id: text, page: text, sort: text }")
  expect(of("...Owner.shape")).toBe("{ id: text, owner: text }")
  expect(of("...shared")).toBe("{ id: text, ? }")
  expect(of("[shared.name]: z.string()")).toBe("{ id: text, ? }")
  expect(built('import { z } from "zod"\nimport { shared } from "elsewhere"\nexport const schema = z.object(shared)')).toBe("{ ? }")
  expect(zod("z.object({ id: z.string() }).extend(later)")).toBe("{ id: text, ? }")
})

test("zod: a schema of another file that shares its name with its type", () => {
  const declarations = ["export const Order = z.object({ name: z.string() })", "export type Order = z.infer<typeof Order>"]
  for (const lines of [declarations, declarations.toReversed()])
    expect(
      built('import { Order } from "./b"\nexport const schema = Order', { "src/b.ts": ['import { z } from "zod"', ...lines].join("\n") }),
    ).toBe("{ name: text }")
})

test("zod: a schema of another file that is extended", () => {
  const other = `import { z } from "zod"\nexport const base = z.object({ name: z.string() })`
  expect(
    built(`import { base } from "./b"\nimport { z } from "zod"\nexport const schema = base.partial().extend({ age: z.number() })`, {
      "src/b.ts": other,
    }),
  ).toBe("{ name: text, age: closed }")
})

test.each([
  ["Joi.object({ name: Joi.string().required(), id: Joi.string().guid() })", "{ name: text, id: closed, ! }"],
  ["Joi.object().keys({ role: Joi.string().valid('a', 'b'), n: Joi.number() }).unknown()", "{ role: closed, n: closed, … }"],
  ["Joi.object({ list: Joi.array().items(Joi.number()) })", "{ list: [closed], ! }"],
  ["Joi.object()", "{ … }"],
  ["Joi.object({ code: Joi.string().pattern(/^[A-Z]{2}$/), other: Joi.string().allow('') })", "{ code: closed, other: text, ! }"],
])("joi: %s", (schema, expected) => {
  expect(built(`import Joi from "joi"\nexport const schema = ${schema}`)).toBe(expected)
})

test.each([
  ["yup.object({ name: yup.string(), age: yup.number() })", "{ name: text, age: closed, … }"],
  ["yup.object().shape({ kind: yup.string().oneOf(['a']) }).noUnknown()", "{ kind: closed, ! }"],
  ["yup.array().of(yup.number())", "[closed]"],
])("yup: %s", (schema, expected) => {
  expect(built(`import * as yup from "yup"\nexport const schema = ${schema}`)).toBe(expected)
})

test("TypeBox keeps what it does not name unless told otherwise", () => {
  const code = (options: string) =>
    `import { Type } from "@sinclair/typebox"\nexport const schema = Type.Object({ id: Type.String({ format: "uuid" }), n: Type.Optional(Type.Integer()) }${options})`
  expect(built(code(""))).toBe("{ id: closed, n: closed, … }")
  expect(built(code(", { additionalProperties: false }"))).toBe("{ id: closed, n: closed }")
})

test.each([
  [
    `{ type: "object", properties: { id: { type: "integer" }, name: { type: "string" }, kind: { enum: ["a"] } }, additionalProperties: false }`,
    "{ id: closed, name: text, kind: closed }",
  ],
  [
    `{ type: "object", properties: { at: { type: "string", format: "date" }, tags: { type: "array", items: { type: "string" } } } }`,
    "{ at: closed, tags: [text], … }",
  ],
  [`{ type: "object", properties: { any: { $ref: "shared#" } } }`, "{ any: text, … }"],
  [`{ $ref: "shared#" }`, "unreadable"],
])("JSON Schema: %s", (schema, expected) => {
  const { project, module, node } = projectOf({ "src/a.ts": `export const schema = ${schema}` })
  expect(inShort(readJsonSchema(project, { module, node }))).toBe(expected)
})

test("a class of class-validator, with what it inherits and holds", () => {
  const code = `
    import { IsEmail, IsInt, IsUUID, ValidateNested, IsArray, IsString, IsEnum } from "class-validator"
    class Line { @IsInt() count: number; @IsString() text: string; note: string }
    class Base { @IsEmail() email: string; @IsUUID() id: string }
    class Dto extends OmitType(Base, ["id"]) {
      @ValidateNested({ each: true }) @Type(() => Line) lines: Line[]
      @IsArray() @IsEnum(Kind, { each: true }) kinds: Kind[]
      loose: any
    }
    export const schema = Dto`
  const { project, module, node } = projectOf({ "src/a.ts": code })
  const fields = "email: text, lines: [{ count: closed, text: text }], kinds: [closed]"
  expect(inShort(readClassSchema(project, module, node, true))).toBe(`{ ${fields} }`)
  expect(inShort(readClassSchema(project, module, node, false))).toBe(`{ ${fields.replace(" }]", ", … }]")}, … }`)
})

test("express-validator names one field of one part", () => {
  const read = (chain: string) => {
    const { project, module, node } = projectOf({
      "src/a.ts": `import { body, param } from "express-validator"\nexport const schema = ${chain}`,
    })
    const found = readFieldChain(project, module, node)
    return found && `${found.part} ${inShort(found.schema)}`
  }
  expect(read(`param("id").isMongoId()`)).toBe("params { id: closed, … }")
  expect(read(`body(["a", "b"]).isEmail().normalizeEmail()`)).toBe("body { a: text, b: text, … }")
  expect(read(`check("id").isInt()`)).toBeNull()
})

/** The schemas of the only route with a handler called `last`. */
function checked(code: string, files: Record<string, string> = {}): Record<string, string> {
  const { project } = projectOf({ "src/a.ts": `${code}\nexport const schema = 0`, ...files })
  const route = routesOf(project).find((each) => each.method !== "USE")
  if (!route) throw new Error("no route")
  const { parts, isOtherwiseChecked } = checkOf(project, route)
  return {
    ...Object.fromEntries([...parts].map(([part, schema]) => [part, inShort(schema)])),
    ...(isOtherwiseChecked ? { otherwise: "yes" } : {}),
  }
}

test("a middleware that puts the result in place strips, one that only looks does not", () => {
  const code = (validate: string) => `
    import express from "express"
    import { z } from "zod"
    const app = express()
    const validate = (s) => (req, res, next) => { ${validate}; next() }
    app.post("/users", validate(z.object({ name: z.string() })), (req, res) => res.end())`
  expect(checked(code("req.body = s.parse(req.body)"))).toEqual({ body: "{ name: text }" })
  expect(checked(code("s.parse(req.body)"))).toEqual({ body: "{ name: text, … }" })
})

test("schemas by part: a table of joi, an object of zod, celebrate, Fastify", () => {
  const express = `import express from "express"\nimport Joi from "joi"\nimport { z } from "zod"\nimport { celebrate, Segments } from "celebrate"\nconst app = express()\n`
  const route = (check: string) => checked(`${express}app.post("/users/:id", ${check}, (req, res) => res.end())`)
  expect(route(`validate({ body: Joi.object({ a: Joi.string() }), params: { id: Joi.number() } })`)).toEqual({
    body: "{ a: text, ! }",
    params: "{ id: closed, ! }",
  })
  expect(route(`validate(z.object({ query: z.object({ page: z.number() }).strict() }))`)).toEqual({ query: "{ page: closed, ! }" })
  expect(route(`celebrate({ [Segments.BODY]: Joi.object({ a: Joi.number() }) })`)).toEqual({ body: "{ a: closed, ! }" })
  expect(route(`validateWithSomething(rules)`)).toEqual({ otherwise: "yes" })
  expect(
    checked(
      `import Fastify from "fastify"\nconst app = Fastify()\napp.post("/users", { schema: { body: { type: "object", properties: { a: { type: "string" } } }, querystring: { type: "object", properties: { n: { type: "integer" } } } } }, async () => {})`,
    ),
  ).toEqual({ body: "{ a: text, … }", query: "{ n: closed, … }" })
})
