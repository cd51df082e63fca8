import { bare, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What comes in with a request and has no end of different values.
const ENDLESS =
  /\b(?:req|request|ctx|socket|message|event)\b|(?:user|session|order|request|message|client|socket|customer|account|job|token|trace)_?(?:Id|ID|id|Key|key)\b|\b(?:token|email|ip|sessionId|url|uuid)\b|randomUUID|Date\.now|\b(?:lat|lng|lon|latitude|longitude)\b/

// What a person types; `query` and `text` are as often the statements and templates of the program itself.
const TYPED = /^(?:q|search|search(?:Term|Text|Query)|term|address|prompt|question|phrase|keywords?)$/
// What a request is of, and not what it brings: there are as many as the service has customers, languages or routes.
const FEW =
  /^[\w$.?!]{1,80}\.(?:tenant(?:_?id)?|region|locale|lang|language|shard|method|routeOptions\.url|route\.path|routerPath|baseUrl)$/i
const MADE_UP = /^(?:randomUUID|randomBytes|nanoid|uuid|uuidv?\d|v[1-8]|ulid|cuid|createId)$/
const MAX_DEPTH = 4
const MAX_TEXT = 400

/** Whether a key of a map can have no end of different values, by how it is written: it comes with a request, or somebody typed it. */
function isEndlessKey(module: SourceModule, key: Node): boolean {
  if (FEW.test(module.textOf(key).slice(0, MAX_TEXT))) return false
  return ENDLESS.test(module.textOf(key).slice(0, MAX_TEXT)) || isFreeText(module, key)
}

/** The same for a key that was put together before: `const key = hash(req.query)`, `${tenant}:${query}`. */
export function isEndlessBehind(module: SourceModule, key: Node, depth = 0): boolean {
  const node = bare(key)
  if (depth > MAX_DEPTH) return false
  if (isEndlessKey(module, node)) return true
  if (node.type === "TemplateLiteral") return node.expressions.some((each) => isEndlessBehind(module, each, depth + 1))
  if (node.type === "BinaryExpression")
    return [node.left, node.right].some((each) => each.type !== "PrivateIdentifier" && isEndlessBehind(module, each, depth + 1))
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || declaration.id.type !== "Identifier") return false
  const init = bare(declaration.init)
  // `const token = randomUUID()`
  const callee = init.type === "CallExpression" ? bare(chainBegin(init).callee) : null
  if (callee && MADE_UP.test(callee.type === "Identifier" ? callee.name : (propertyName(callee) ?? ""))) return true
  const made = init.type === "CallExpression" ? madeByHelper(module, init) : null
  if (made) return isText(made, 0) && isEndlessBehind(module, made, depth + 1)
  return isText(init, 0) && isEndlessBehind(module, init, depth + 1)
}

// `randomBytes(32)` of `randomBytes(32).toString("hex")`
function chainBegin(call: Node & { type: "CallExpression" }): Node & { type: "CallExpression" } {
  let begin = call
  for (let step = 0; step < 8; step++) {
    const callee = bare(begin.callee)
    const object = callee.type === "MemberExpression" ? bare(callee.object) : null
    if (object?.type !== "CallExpression") return begin
    begin = object
  }
  return begin
}

/** What a function of the same file that does nothing else returns: `const key = (from, to) => [from.lat, to.lat].join(":")`. */
function madeByHelper(module: SourceModule, { callee }: Node & { type: "CallExpression" }): Node | null {
  const declaration = callee.type === "Identifier" ? module.bindings.resolve(callee)?.declaration : null
  const helper = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : declaration
  if (!isFunction(helper) || helper.async || !helper.body) return null
  const only = helper.body.type === "BlockStatement" ? (helper.body.body.length === 1 ? helper.body.body[0] : null) : helper.body
  const returned = only?.type === "ReturnStatement" ? only.argument : only
  return returned ? bare(returned) : null
}

// A text that is made of others; what is loaded for a request may have few values.
function isText(node: Node, depth: number): boolean {
  if (depth > 8) return false
  if (node.type === "TemplateLiteral" || node.type === "BinaryExpression" || node.type === "MemberExpression") return true
  if (node.type === "LogicalExpression") return isText(bare(node.left), depth + 1)
  if (node.type !== "CallExpression") return false
  const callee = bare(node.callee)
  if (callee.type === "Identifier") return callee.name === "String"
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (/^(?:stringify|join)$/.test(method)) return true
  if (!/^(?:trim|toLowerCase|toUpperCase|slice|substring|replace|replaceAll|normalize|toString|digest|update)$/.test(method)) return false
  return callee.type === "MemberExpression" && isText(bare(callee.object), depth + 1)
}

/** Whether a key is what somebody typed: `const query = text.trim().toLowerCase()` of a parameter, or a parameter that is called so. */
function isFreeText(module: SourceModule, key: Node): boolean {
  const name = bare(key)
  const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
  if (binding?.kind === "parameter") return TYPED.test(binding.name)
  const { declaration } = binding ?? {}
  if (declaration?.type !== "VariableDeclarator" || !declaration.init) return false
  let node = bare(declaration.init)
  let isTrimmed = false
  for (let step = 0; step < 8 && node.type === "CallExpression" && node.callee.type === "MemberExpression"; step++) {
    isTrimmed ||= propertyName(node.callee) === "trim"
    node = bare(node.callee.object)
  }
  return isTrimmed && node.type === "Identifier" && module.bindings.resolve(node)?.kind === "parameter"
}
