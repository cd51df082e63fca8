import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { chainOf } from "../routes/chain.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { keptMakings } from "../calls/kept-makings.ts"
import { asksWhoCalls, optionsOf } from "../routes/route-facts.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const ADDRESS = /\b(?:_?req|request|ctx|c\.req|ctx\.req|ctx\.request|context\.req)\.(?:originalUrl|url|path|raw\.url)\b/
// What is taken of it when it was parsed.
const PART_OF_ADDRESS = /^(?:href|pathname|search|searchParams|query|path)$/
// Whatever of this goes into the key may tell the callers apart.
const CALLER =
  /user|session|auth|token|cookie|tenant|account|member|person|patient|student|employee|viewer|customer|owner|\bsub\b|header|identity|principal|org|claims|\bip\b|\bc(?:tx|ontext)?\.(?:get|var|state)\b/i
const CACHE = /cache|redis|memcached|lru|store|client|keyv/i
const ANSWERS =
  /\b(?:res|reply|response)\b[\w.()"'`, ]{0,120}\.(?:send|json|end)\(|\bctx\.body\s*=|\breturn\s+(?:c|ctx|context)\.(?:json|body|text|html|newResponse)\(|\breturn\s+new\s+Response\(|\breply\.send\(/
const MAX_STEPS = 4
const KEEPS = /\b(?:_?req|request|ctx|c\.req)\.(?:originalUrl|url|path|raw)\b|\.set\(|\]\s*(?:\?\?|\|\|)?=(?!=)/

const NEEDED = new RegExp(`${KEEPS.source}|\\bCacheInterceptor\\b`)

export const noSharedAnswerCache = defineRule({
  kind: "source",
  id: "no-shared-answer-cache",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "One caller's answer is kept for all others",
  why: "An answer that depends on who is calling, kept under the address alone, is given to whoever asks for that address next: the first caller's data to everybody, until it expires.",
  fix: "Put the id of whoever calls into the key, or keep only answers that are the same for everybody.",
  cwe: ["CWE-524", "CWE-639"],
  needs: { path: "server", text: [NEEDED] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { node, taken, key, made, caller, other } of keptMakings(project, module)) {
      const [kept, name] = [module.textOf(key), module.textOf(made)].map((text) => text.replaceAll("`", "'").slice(0, 60))
      yield {
        at: node,
        trace: [
          { path: module.path, line: module.lineOf(made), what: `it is made for one \`${caller}\`` },
          { path: module.path, line: module.lineOf(taken), what: `whoever has the same \`${kept}\` gets it` },
        ],
        title: `What \`${name}\` makes for one caller is kept for all of the same \`${kept}\``,
        message: `Whoever comes first decides for everybody of the same \`${kept}\`: \`${name}\` makes it for one \`${caller}\` and goes by \`${other}\` too, and later callers get it as it is, with the rights and the data of the first.`,
        fix: "Make it anew for each request, or put what it depends on into the key as well.",
      }
    }
    yield* intercepted(project, module)
    if (!ADDRESS.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const around = node.callee.type === "MemberExpression" && propertyName(node.callee) === "get" ? enclosingFunction(node) : null
      const [given] = node.arguments
      if (!around || node.callee.type !== "MemberExpression" || !CACHE.test(module.textOf(node.callee.object)) || !given) continue
      const key = addressKey(module, given)
      if (!key || !ANSWERS.test(module.textOf(around).slice(0, 10_000)) || CALLER.test(nameOfKey(module, around))) continue
      const route = privateRouteBehind(project, module, around)
      if (!route) continue
      const label = routeLabel(route)
      yield {
        at: key,
        trace: [
          { path: route.module.path, line: route.module.lineOf(route.node), what: `${label} answers by who is calling` },
          { path: module.path, line: module.lineOf(node), what: "the kept answer is given to whoever asks for the address" },
        ],
        message: `The first caller's answer of \`${label}\` goes to everybody who asks for the same address until it expires: the key \`${module.textOf(key).replaceAll("`", "'").slice(0, 60)}\` does not say whose answer it is.`,
      }
    }
  },
})

// Nest: `@UseInterceptors(CacheInterceptor)` goes by the address, also before handlers that answer by who is calling.
function* intercepted(project: Project, module: SourceModule): Generator<Draft> {
  if (!/@UseInterceptors\([^)]{0,200}\bCacheInterceptor\b/.test(module.text)) return
  for (const node of nodesOf(module.program, "Identifier")) {
    if (
      node.name !== "CacheInterceptor" ||
      !/^@nestjs\/(?:cache-manager|common)\.CacheInterceptor$/.test(originOf(project, module, node) ?? "")
    )
      continue
    const decorator = [...ancestors(node)].find((each) => each.type === "Decorator")
    const decorated = decorator?.parent
    const route =
      decorated &&
      routesIn(project, module.path).find(
        (each) =>
          each.method === "GET" &&
          contains(decorated, each.handler.function ?? each.node) &&
          asksWhoCalls(each) &&
          !/trackBy/.test(module.code),
      )
    if (!decorator || !route) continue
    const label = routeLabel(route)
    yield {
      at: decorator,
      trace: [{ path: module.path, line: module.lineOf(route.node), what: `${label} answers by who is calling` }],
      message: `The first caller's answer of \`${label}\` goes to everybody who asks for the same address until it expires: \`CacheInterceptor\` keeps answers by the address alone.`,
      fix: "Extend it with a `trackBy` that puts the id of whoever calls into the key, or keep only answers that are the same for everybody.",
    }
  }
}

/** The text that makes an address the whole key: written at the call, under a local name, or in a function of the file that makes keys. */
function addressKey(module: SourceModule, node: Node, step = 0): Node | null {
  const inner = bare(node)
  const text = withParsed(module, inner)
  if (step > MAX_STEPS || text.length > 300) return null
  if (inner.type === "TemplateLiteral" || inner.type === "BinaryExpression" || inner.type === "MemberExpression")
    return ADDRESS.test(text) && !CALLER.test(text.replace(ADDRESS, "")) ? inner : null
  if (inner.type === "LogicalExpression") return addressKey(module, inner.left, step + 1)
  const called = inner.type === "CallExpression" ? bare(inner.callee) : inner
  const binding = called.type === "Identifier" ? module.bindings.resolve(called) : null
  if (!binding || binding.assigned.length > 0) return null
  const declared = binding.declaration.type === "VariableDeclarator" ? (binding.declaration.init ?? null) : binding.declaration
  if (!declared) return null
  if (inner.type === "Identifier") return isFunction(declared) ? null : addressKey(module, declared, step + 1)
  return isFunction(declared) ? returned(module, declared, step) : null
}

/** The text of a node, in which parts of an address that was parsed before stand as the address. */
function withParsed(module: SourceModule, node: Node): string {
  const text = module.textOf(node)
  if (text.length > 300) return text
  const parsed: [from: number, to: number, address: string][] = []
  for (const each of [node, ...descendants(node)]) {
    const name = each.type === "MemberExpression" && PART_OF_ADDRESS.test(propertyName(each) ?? "") ? bare(each.object) : null
    const declared = name?.type === "Identifier" ? module.bindings.resolve(name)?.declaration : null
    const made = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : null
    const isParsed =
      made?.type === "NewExpression"
        ? module.textOf(made.callee) === "URL"
        : /^(?:\w+\.)?parse(?:url)?\(/i.test(made ? module.textOf(made) : "")
    const address = made && isParsed ? ADDRESS.exec(module.textOf(made).slice(0, 200))?.[0] : undefined
    if (address !== undefined && !parsed.some(([from]) => from === each.start))
      parsed.push([each.start - node.start, each.end - node.start, address])
  }
  return parsed.reduceRight((all, [from, to, address]) => all.slice(0, from) + address + all.slice(to), text)
}

// A function that makes keys and only that: `(req) => "page:" + req.originalUrl`
function returned(module: SourceModule, made: FunctionNode, step: number): Node | null {
  if (!made.body || CALLER.test(module.namesOf(made.body))) return null
  if (made.body.type !== "BlockStatement") return addressKey(module, made.body, step + 1)
  const [only, another] = made.body.body
  return only?.type === "ReturnStatement" && only.argument && !another ? addressKey(module, only.argument, step + 1) : null
}

// What the cache's own function says: `perUserCache` knows what it does.
function nameOfKey(module: SourceModule, around: FunctionNode): string {
  const text = module.namesOf(around).slice(0, 10_000)
  return /\b(?:req|request|ctx)\.(?:user|session|auth|headers\.authorization|get\(["']authorization)|\bc(?:tx|ontext)?\.(?:get\(|var\.)/.test(
    text,
  )
    ? "user"
    : ""
}

/** A route whose answer depends on who is calling and that this function stands before. */
function privateRouteBehind(project: Project, module: SourceModule, around: FunctionNode): Route | null {
  const option = optionAsked(module)
  return (
    routesOf(project).find((route) => {
      if (route.method !== "GET" || !asksWhoCalls(route)) return false
      if (option !== null && route.framework === "Fastify") return propertyOf(propertyOf(optionsOf(route), "config"), option) !== null
      return chainOf(project, route).some((link) => {
        if (link.functionModule === module && link.function && contains(link.function, around)) return true
        const made = bare(link.node)
        const meaning = made.type === "CallExpression" ? meaningOf(project, link.module, made.callee) : null
        return meaning?.kind === "function" && meaning.module === module && contains(meaning.node, around)
      })
    }) ?? null
  )
}

// Hooks of Fastify that only run where a route asks for it: `request.routeOptions.config.cacheSeconds`
function optionAsked(module: SourceModule): string | null {
  for (const node of descendants(module.program))
    if (
      node.type === "MemberExpression" &&
      /\b(?:routeOptions|context|routeConfig)\??\.config$|\.routeConfig$/.test(module.textOf(node.object).slice(-60))
    )
      return propertyName(node)
  return null
}

function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}
