import { isTestPath } from "../classify.ts"
import type { Concern, Setting } from "../models/model.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingClass, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { wordsIn } from "../source/words-in.ts"
import { isSettingMethod, settingsOf } from "./model-settings.ts"
import { onlyInDevelopment } from "./only-in-development.ts"
import { literalOf, objectOf, optionOf } from "./read-options.ts"
import type { CallNode } from "./read-options.ts"

/** A setting of a model that the code of a file makes unsafe. */
interface UnsafeSetting {
  readonly setting: Setting
  readonly call: CallNode
  /** The value; `null` when the option is missing. */
  readonly value: Node | null
}

const HIDDEN = "(the line holds a secret and is not repeated here)"

/** Drafts for the options in this file that take away a protection, as far as the models know them and they are of this concern. */
export function* unsafeSettings(project: Project, module: SourceModule, concern: Concern): Generator<Draft> {
  for (const { setting, call, value } of settingsIn(project, module)) {
    if (setting.concern !== concern || onlyInDevelopment(module, value ?? call)) continue
    const property = value?.parent?.type === "Property" ? value.parent : value
    yield {
      at: property ?? call.callee,
      title: setting.title,
      message: setting.message,
      fix: setting.fix,
      ...(setting.severity ? { severity: setting.severity } : {}),
      ...(setting.confidence ? { confidence: setting.confidence } : {}),
      ...(setting.safe !== undefined && value ? { edits: [{ start: value.start, end: value.end, text: setting.safe }] } : {}),
      ...(setting.secret ? { evidence: HIDDEN } : {}),
      ...(value === null || setting.secret ? { key: `${setting.call} ${setting.option ?? setting.argument}` } : {}),
    }
  }
}

// Several rules ask for the same file, one after the other.
function settingsIn(project: Project, module: SourceModule): readonly UnsafeSetting[] {
  return project.onceFor(module, "settings", () => {
    if (isTestPath(module.path)) return []
    const found: UnsafeSetting[] = []
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const path = configuredBy(project, module, node)
      if (path === null) continue
      for (const setting of settingsOf(path)) {
        const value = unsafeValue(project, module, node, setting)
        if (value !== undefined && !isHarmless(module, node, setting)) found.push({ setting, call: node, value })
      }
    }
    return found
  })
}

/** What the options of this call configure: its callee, the plug-in it registers, or the strategy a Nest class extends. */
function configuredBy(project: Project, module: SourceModule, call: CallNode): string | null {
  const { callee } = call
  if (call.type === "CallExpression" && !mayConfigure(module, bare(callee))) return null
  if (callee.type === "Super") {
    const parent = enclosingClass(call)?.superClass
    const strategy = parent?.type === "CallExpression" ? parent.arguments[0] : parent
    return strategy ? originOf(project, module, strategy) : null
  }
  const plugin = callee.type === "MemberExpression" && propertyName(callee) === "register" ? call.arguments[0] : undefined
  return originOf(project, module, plugin && bare(plugin).type === "Identifier" ? plugin : callee) ?? handedServer(call)
}

// The server that a plug-in of hapi is handed: `server.auth.strategy("session", "cookie", { … })`
function handedServer({ callee, arguments: [, scheme] }: CallNode): string | null {
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "strategy" || stringOf(scheme) !== "cookie") return null
  const auth = bare(callee.object)
  return auth.type === "MemberExpression" && propertyName(auth) === "auth" ? "@hapi/hapi.server().auth.strategy" : null
}

// What is handed in, or made here, goes by the name of its method; only under an imported name may anything hide.
function mayConfigure(module: SourceModule, callee: Node): boolean {
  if (callee.type === "Identifier") return module.bindings.resolve(callee)?.kind !== "parameter"
  if (callee.type !== "MemberExpression") return true
  const name = propertyName(callee)
  if (name === null || name === "register" || isSettingMethod(name)) return true
  const object = bare(callee.object)
  return object.type === "Identifier" && module.bindings.resolve(object)?.kind === "import"
}

// Emulators take any key; `multer().none()` refuses every file; OAuth 1.0a knows no other signature than RSA-SHA1 (RFC 5849, 3.4.3).
function isHarmless(module: SourceModule, call: CallNode, setting: Setting): boolean {
  if (setting.concern === "cloud-credential")
    return /localhost|127\.0\.0\.1|localstack|minio|emulator|UseDevelopmentStorage/i.test(module.textOf(call))
  if (/^crypto\.create(?:Sign|Verify)$/.test(setting.call)) return isOfOAuth(module, call)
  return setting.concern === "limit" && call.parent?.type === "MemberExpression" && propertyName(call.parent) === "none"
}

const NEAR = 400
const OF_OAUTH = /^(?:(?:oauth_)?signature_method|oauth_signature)$/

// `{ oauth_signature_method: "RSA-SHA1" }` beside the call
function isOfOAuth(module: SourceModule, call: CallNode): boolean {
  const [start, end] = [Math.max(0, call.start - NEAR), call.end + NEAR]
  if (!/oauth_signature|signature_method/.test(module.code.slice(start, end))) return false
  for (const { word, node } of wordsIn(module.program, (each) => each.end < start || each.start > end))
    if (OF_OAUTH.test(word) && node.start >= start && node.end <= end) return true
  return false
}

/** The unsafe value of the option, `null` when it is the lack of one, `undefined` when there is nothing to say. */
function unsafeValue(project: Project, module: SourceModule, call: CallNode, setting: Setting): Node | null | undefined {
  if (call.arguments.some((each, index) => index <= setting.argument && each.type === "SpreadElement")) return undefined
  const argument = call.arguments[setting.argument]
  if (setting.unsafe === "used") return null
  const isMissing = setting.unsafe === "missing"
  if (!argument) return isMissing ? null : undefined
  if (setting.option === undefined) return isMissing || !isUnsafe(project, module, argument, setting) ? undefined : argument
  const object = objectOf(project, module, argument)
  const value = object && optionOf(project, module, object, setting.option)
  if (value === undefined) return isMissing ? null : undefined
  return value !== null && isUnsafe(project, module, value, setting) ? value : undefined
}

function isUnsafe(project: Project, module: SourceModule, value: Node, { unsafe }: Setting): boolean {
  if (unsafe === "missing" || unsafe === "used") return false
  const literal = literalOf(project, module, value)
  if (literal === undefined) return false
  if (unsafe === "literal") return typeof literal === "string" && literal !== ""
  if ("is" in unsafe) return unsafe.is.includes(literal)
  if ("matches" in unsafe) return typeof literal === "string" && unsafe.matches.test(literal)
  if (typeof literal !== "number") return false
  return "above" in unsafe ? literal > unsafe.above : literal < unsafe.below
}
