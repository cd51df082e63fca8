import { canonicalPath } from "../model-index.ts"
import { models } from "../models/index.ts"
import type { Concern, RoleKind, Setting } from "../models/model.ts"

const settingsByCall = new Map<string, Setting[]>()
const rolesByCall = new Map<string, readonly RoleKind[]>()

for (const model of models) {
  for (const setting of model.settings ?? []) {
    const call = canonicalPath(setting.call)
    settingsByCall.set(call, [...(settingsByCall.get(call) ?? []), setting])
  }
  for (const { call, is } of model.roles ?? []) {
    const path = canonicalPath(call)
    rolesByCall.set(path, [...(rolesByCall.get(path) ?? []), ...is])
  }
}

/** The options of a call that the models warn of, by the access path of the callee. */
export function settingsOf(path: string): readonly Setting[] {
  const found = canonicalPath(path)
  const exact = settingsByCall.get(found)
  if (exact) return exact
  const anyExport = settingsByCall.get(found.replace(/\.[\w.]+$/, ".*"))
  if (anyExport) return anyExport
  return (found.startsWith("@") && settingsByCall.get(found.replace(/\/.*$/, "/*"))) || []
}

const methods = new Set(
  models.flatMap((model) => [
    ...(model.settings ?? []).map(({ call }) => lastName(call)),
    ...(model.same ?? []).flatMap(({ from, to }) => [lastName(from), lastName(to)]),
  ]),
)

function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1)
}

/** Whether some setting is one of a method with this name. */
export function isSettingMethod(name: string): boolean {
  return methods.has(name)
}

/**
 * What stands in every file with an unsafe setting of this concern, each alternative words with a space between: the names of the option, and
 * that of the call as far as it has one.
 */
export function settingWords(concern: Concern): string[] {
  const settings = models.flatMap((model) => model.settings ?? []).filter((each) => each.concern === concern)
  return [...new Set(settings.flatMap((each) => namesOfCall(each).map((name) => [...namesOfOption(each), name].join(" ").trim())))]
}

// Of a missing option nothing is written.
function namesOfOption({ option, unsafe }: Setting): readonly string[] {
  return option === undefined || unsafe === "missing" || unsafe === "used" ? [] : wordsIn(option)
}

// A package that is called itself goes by any name once it is imported, so its option has to do; without one it is the name of the package.
function namesOfCall(setting: Setting): readonly string[] {
  const { call } = setting
  const last = /\.(\w+)$/.exec(call)?.[1]
  if (last !== undefined) return [last]
  if (namesOfOption(setting).length > 0) return [""]
  const packages = models.find((model) => model.packages.includes(call))?.packages ?? [call]
  return packages.map((each) => wordsIn(each).join(" "))
}

function wordsIn(text: string): string[] {
  return text.match(/\w+/g) ?? []
}

/** Whether a call, by the access path of its callee, plays this role for the safety of the service. */
export function hasRole(path: string | null, role: RoleKind): boolean {
  if (path === null) return false
  const found = canonicalPath(path)
  return (rolesByCall.get(found) ?? rolesByCall.get(found.replace(/\.\w+$/, ".*")) ?? []).includes(role)
}
