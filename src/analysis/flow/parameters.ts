import { requestModelOf } from "../model-index.ts"
import type { Control, RequestModel } from "../models/model.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import type { Handler } from "../routes/route.ts"
import { stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { readBuiltSchema } from "./schema/builder-schema.ts"
import { declaredClass, readClassSchema } from "./schema/class-schema.ts"
import { definitionOf } from "./schema/definition.ts"
import { passThrough } from "./schema/pass-through.ts"
import type { RequestCheck } from "./schema/request-schemas.ts"
import type { Schema } from "./schema/schema.ts"
import { drop } from "./value.ts"
import type { Value } from "./value.ts"
import { describeSource } from "./wording.ts"

/** What the parameters of a handler hold: request data, less what was checked before. `at` is where the request is, if not where the model says. */
export function parametersOf(project: Project, handler: Handler, model: RequestModel, check: RequestCheck, at?: number): Value[] {
  const node = handler.function as FunctionNode
  if (model.parameter === -1) return node.params.map((parameter) => decorated(project, handler.functionModule, parameter, model, check))
  // Express error middleware has the error in front.
  const index = at ?? (model.framework === "Express" && node.params.length === 4 ? 1 : model.parameter)
  const parameter = node.params[index]
  const text = parameter?.type === "Identifier" ? parameter.name : model.framework === "Koa" ? "ctx" : "req"
  const controlled = check.isOtherwiseChecked ? withoutShape(model) : model
  const values: Value[] = []
  values[index] = { kind: "request", model: controlled, path: "", text, checks: check.parts }
  if (at !== undefined) beside(handler.functionModule, node, index, values)
  return values
}

// What small routers hand on beside the request: beeline, find-my-way and 0http the parts of the path behind the answer, others the path.
const PARTS = /^(?:params?|details|captures|path_?params)$/i
const PATH = /^(?:(?:url|req|request)_?)?path_?name$/i

function beside(module: SourceModule, node: FunctionNode, request: number, values: Value[]): void {
  for (const [index, parameter] of node.params.entries()) {
    if (parameter.type !== "Identifier" || index === request) continue
    if (!(PATH.test(parameter.name) || (index === request + 2 && PARTS.test(parameter.name)))) continue
    const step = { module, node: parameter, what: describeSource(parameter.name), previous: null }
    values[index] = { kind: "tainted", controls: ["string", "path"], source: parameter.name, step }
  }
}

function withoutShape(model: RequestModel): RequestModel {
  return {
    ...model,
    properties: Object.fromEntries(
      Object.entries(model.properties).map(([name, controls]) => [name, controls.filter((each) => each !== "shape")]),
    ),
  }
}

// What multer keeps of an upload: the sender names it, without folders, and chooses what is in it, the service where it is kept.
const uploadedFile: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { originalname: ["string"], mimetype: ["string"], buffer: ["string"] },
  methods: {},
}

function decorated(project: Project, module: SourceModule, parameter: Node, model: RequestModel, check: RequestCheck): Value {
  const decorators = "decorators" in parameter ? (parameter.decorators as readonly Node[] | undefined) : undefined
  for (const decorator of decorators ?? []) {
    const name = decoratorName(decorator)
    if (name === null || decorator.type !== "Decorator") continue
    if (name === "Req" || name === "Request") {
      const express = requestModelOf("Express")
      return express ? { kind: "request", model: express, path: "", text: parameter.type === "Identifier" ? parameter.name : "req" } : null
    }
    if (name === "UploadedFile")
      return { kind: "request", model: uploadedFile, path: "", text: parameter.type === "Identifier" ? parameter.name : "file" }
    const controls = model.properties[name] ?? controlsOfCustom(project, module, decorator.expression)
    if (!controls) continue
    const text = module.textOf(decorator)
    if (/Parse(?:Int|Float|Bool|UUID|Enum|Date)Pipe|ParseObjectId/.test(text)) return null
    const field = decorator.expression.type === "CallExpression" ? stringOf(decorator.expression.arguments[0]) : null
    const source = field === null ? `@${name}()` : `@${name}("${field.replace(/[^\w$.-]/g, "?").slice(0, 40)}")`
    const isTypedText =
      "typeAnnotation" in parameter && parameter.typeAnnotation
        ? /^:\s*(?:string|number|boolean)\b/.test(module.textOf(parameter.typeAnnotation))
        : false
    const value: Value = {
      kind: "tainted",
      controls,
      source,
      step: { module, node: parameter, what: `\`${source}\` is what the client sends`, previous: null },
    }
    const schema = schemaOf(project, module, parameter, decorator.expression, check)
    if (schema) return passThrough(schema, value)
    const isChecked = check.isOtherwiseChecked || (check.pipe !== null && declaredClass(parameter) !== null)
    return drop(value, isChecked || (isTypedText && name === "Param") ? ["shape"] : [])
  }
  return null
}

// `@Language()` made by `createParamDecorator((data, context) => …)` gives what that reads of the request; `request.user` is not the client's to choose.
function controlsOfCustom(project: Project, module: SourceModule, decorator: Node): readonly Control[] | null {
  const made = definitionOf(project, module, decorator.type === "CallExpression" ? decorator.callee : decorator)
  if (made?.node.type !== "CallExpression" || !/(?:^|\.)createParamDecorator$/.test(made.module.textOf(made.node.callee))) return null
  const factory = made.node.arguments[0]
  const read = factory === undefined ? null : READS_REQUEST.exec(made.module.textOf(factory).slice(0, MAX_FACTORY))
  if (read === null) return null
  return /body|query/.test(read[0]) ? ["string", "shape", "host", "path"] : ["string", "host", "path"]
}

const MAX_FACTORY = 2_000
const READS_REQUEST =
  /\breturn\b[^;{}]*?(?:\b(?:req|request)|getRequest(?:<[\w.]*>)?\([^()]*\))\s*\??\.\s*(?:headers|query|body|params|cookies|(?:get|header)\()|=>\s*[^;{}]*?getRequest(?:<[\w.]*>)?\([^()]*\)\s*\??\.\s*(?:headers|query|body|params|cookies|(?:get|header)\()/

// `@Body() dto: CreateDto` under a pipe that checks classes, `@Body(new ZodValidationPipe(schema))`.
function schemaOf(project: Project, module: SourceModule, parameter: Node, call: Node, { pipe }: RequestCheck): Schema | null {
  for (const argument of call.type === "CallExpression" ? call.arguments : [])
    if (argument.type === "NewExpression" && argument.arguments[0]) {
      const schema = readBuiltSchema(project, module, argument.arguments[0])
      if (schema) return schema
    }
  const type = pipe === null ? null : declaredClass(parameter)
  return pipe && type && readClassSchema(project, module, type, pipe.whitelist)
}
