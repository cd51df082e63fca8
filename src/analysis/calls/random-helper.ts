import { ancestors, functionName, identifiersNamed, isFunction } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { namesSession } from "./session-use.ts"
import { purposeOf } from "./token-making.ts"

type Call = Node & { type: "CallExpression" }

const MAX_FILES = 20
const MAX_LENGTH = 1_500
// A code opens something where it is called after what it opens, or stands in a file that is.
const CODE = /^(?:code|key|hash|pass|pin)$/i
const OPENS = /invit|reset|verif|otp|log-?in|sign-?in|voucher|coupon|gift|passw|2fa|mfa|confirm|activat/i

/** What becomes of the value of a short function of a general name, `makeId(32)`, where somebody calls it: a token, by its name there. */
export interface HelperUse {
  readonly purpose: string
  readonly module: SourceModule
  readonly call: Call
}

/** The first use as a token of what a call helps a function to make; `null` where there is none, or the function does more. */
export function tokenUseOf(project: Project, module: SourceModule, made: Node): HelperUse | null {
  const helper = helperAround(made)
  const name = helper ? functionName(helper) : null
  if (!helper || name === null || helper.end - helper.start > MAX_LENGTH) return null
  const whole = module.exports.get("default")
  const isWhole = whole?.kind === "node" && (whole.node === helper || (whole.node.type === "Identifier" && whole.node.name === name))
  const paths = [module.path, ...(importersOf(project).get(module.path) ?? [])].slice(0, MAX_FILES)
  for (const path of paths) {
    const isAsked = path === module.path || isWhole || (project.textOf(path)?.includes(name) ?? false)
    const caller = isAsked ? project.moduleOf(path) : null
    const names = caller ? new Set([name, ...(isWhole ? givenNames(project, caller, module.path) : [])]) : []
    for (const node of caller ? [...names].flatMap((each) => identifiersNamed(caller.program, each)) : []) {
      const call = node.parent?.type === "MemberExpression" && node.parent.property === node ? node.parent.parent : node.parent
      if (!caller || call?.type !== "CallExpression") continue
      const asCallback = call.arguments.find((each) => each === node || (each === node.parent && each.type === "MemberExpression"))
      if (asCallback && !isCalledForEach(caller, call)) continue
      const purpose = purposeOf(caller, call) ?? codeFor(caller, call) ?? (namesSession(caller, call) ? "session id" : null)
      if (purpose === null) continue
      const meaning = meaningOf(project, caller, asCallback ?? call.callee)
      if (meaning?.kind === "function" && meaning.node === helper) return { purpose, module: caller, call }
    }
  }
  return null
}

/** The names a file has for another one as a whole: `const makeId = require("./id")`, `import makeId from "./id.js"`. */
function givenNames(project: Project, caller: SourceModule, path: string): string[] {
  const names: string[] = []
  for (const { specifier, node } of caller.imports) {
    if (project.resolve(caller.path, specifier) !== path) continue
    if (node.type === "ImportDeclaration")
      for (const each of node.specifiers) if (each.type !== "ImportSpecifier") names.push(each.local.name)
    if (node.parent?.type === "VariableDeclarator" && node.parent.id.type === "Identifier") names.push(node.parent.id.name)
  }
  return names
}

// `Array.from({ length: 40 }, pick)`, `positions.map(pick)`, `_.times(40, pick)`
function isCalledForEach(module: SourceModule, { callee }: Call): boolean {
  return /(?:^Array\.from|\.map|\.times|^times)$/.test(module.textOf(callee).slice(-40))
}

/** The named function around a call, through callbacks such as that of `Array.from`. */
function helperAround(made: Node): FunctionNode | null {
  for (const above of ancestors(made)) {
    if (!isFunction(above)) continue
    if (functionName(above) !== null) return above
    if (above.parent?.type !== "CallExpression") return null
  }
  return null
}

// `const code = shortCode()` in the file or the function of invitations.
function codeFor(module: SourceModule, call: Call): string | null {
  const target = call.parent?.type === "AwaitExpression" ? call.parent.parent : call.parent
  const name =
    target?.type === "VariableDeclarator" && target.id.type === "Identifier"
      ? target.id.name
      : target?.type === "Property" && target.key.type === "Identifier"
        ? target.key.name
        : null
  if (name === null || !CODE.test(name)) return null
  const around = [...ancestors(call)].find(isFunction)
  return OPENS.test(`${module.path.slice(module.path.lastIndexOf("/") + 1)} ${around ? (functionName(around) ?? "") : ""}`) ? name : null
}
