import { opennessOfHost } from "../calls/host-pattern.ts"
import { ancestors, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Flow } from "./flow.ts"
import { DENIES, comparesSpellings } from "./predicates.ts"
import { oneLine } from "./wording.ts"
import { fixesHost, isAddressPrefix, isAnchored } from "./written-checks.ts"

/**
 * One sentence on a check around the sink that looks at the host and does not fix it, with an address that passes it; empty where there
 * is none. Such checks were looked at and not believed, which their author has to be told.
 */
export function sayWeakHostCheck({ module, node }: Flow): string {
  const around = outermost(node)
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (around !== null && !(around.start <= call.start && call.end <= around.end)) continue
    const passing = passes(call)
    if (passing !== null) return ` \`${oneLine(module.textOf(call))}\` is no check of the host: \`${passing}\` passes it.`
  }
  return ""
}

/**
 * One sentence on a function asked around the sink that knows private addresses by their spelling, with one that passes it; empty where there
 * is none.
 */
export function saySpellingCheck(project: Project, { module, node }: Flow): string {
  const around = outermost(node)
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (around !== null && !(around.start <= call.start && call.end <= around.end)) continue
    const name = call.callee.type === "Identifier" ? call.callee.name : (propertyName(call.callee) ?? "")
    const meaning = DENIES.test(name) ? meaningOf(project, module, call.callee) : null
    if (meaning?.kind !== "function" || !comparesSpellings({ node: meaning.node, written: (each) => each })) continue
    const text = meaning.module.textOf(meaning.node)
    const passing = SPELLINGS.find(([spelling]) => !text.includes(spelling))?.[1]
    return ` \`${oneLine(module.textOf(call))}\` knows some spellings: ${passing === undefined ? "" : `\`${passing}\` and `}any name that resolves to a private address pass${passing === undefined ? "es" : ""} it.`
  }
  return ""
}

// What a text has to mention to refuse the address behind it.
const SPELLINGS: readonly (readonly [string, string])[] = [
  ["169.254", "http://169.254.169.254/"],
  ["10.", "http://10.0.0.1/"],
  ["::1", "http://[::1]/"],
]

/** One sentence on a look for `..` that a list of values goes around; empty where there is none. */
export function sayListGoesAround(module: SourceModule, { node, source, controls }: Flow): string {
  const around = outermost(node)
  if (!controls.includes("path") || around === null || !/\b(?:query|body|payload)\b/.test(source)) return ""
  const look = /[\w.]+\.(?:includes|indexOf)\(\s*(["'`])\.\.\/?\1\s*\)/.exec(module.textOf(around))
  return look
    ? ` \`${oneLine(look[0])}\` finds nothing in a list: sent twice, or as \`?${source.split(".").at(-1) ?? "a"}[]=../\`, the value is one.`
    : ""
}

function outermost(node: Node): Node | null {
  let found: Node | null = null
  for (const above of ancestors(node)) if (isFunction(above)) found = above
  return found
}

const HOST = /^(?:https?:\/\/)?\.?((?:[\w-]+\.)+[a-z]{2,})/i

function passes(call: Node & { type: "CallExpression" }): string | null {
  const { callee } = call
  const [argument] = call.arguments
  if (callee.type !== "MemberExpression" || !argument) return null
  const method = propertyName(callee)
  if (method === "test") return passesPattern(callee.object, argument)
  const text = stringOf(argument) ?? ""
  const host = HOST.exec(text)?.[1]
  if (host === undefined) return null
  if (method === "includes" || method === "indexOf" || method === "search") return `https://evil.example/?${host}`
  if (method === "startsWith" && /^https?:/.test(text) && !isAddressPrefix(text)) return `${text}.evil.example`
  return method === "endsWith" && !text.startsWith(".") ? `https://evil${host}/` : null
}

function passesPattern(pattern: Node, asked: Node): string | null {
  if (pattern.type !== "Literal" || !("regex" in pattern) || !pattern.regex) return null
  const written = pattern.regex.pattern
  const open = opennessOfHost(written)
  if (isAnchored(pattern)) return open?.at === "dot" ? `https://${open.before}x${open.after}/` : null
  if (fixesHost(pattern, asked)) return null
  const host = /((?:[\w-]+(?:\\?\.))+[a-z]{2,})/i.exec(written.replace(/^\^?https\??:(?:\\?\/){2}/, ""))?.[1]?.replaceAll("\\", "")
  if (host === undefined) return null
  if (!written.startsWith("^")) return `https://evil.example/?${host}`
  const isOpen = !/(?:\\\/|\$|\))$/.test(written)
  return isOpen ? `https://${host}.evil.example/` : `https://${host.replace(".", "-")}/`
}
