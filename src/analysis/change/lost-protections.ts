import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import type { RoleKind } from "../models/model.ts"
import { hasRole } from "../settings/model-settings.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** Roles of middleware that runs for a whole application. */
const PROTECTIONS: readonly RoleKind[] = ["csrf-check", "rate-limit", "security-headers"]

const MAY_PROTECT = /helmet|lusca|csrf|csurf|limit|throttl|slow-?down/i

/** A protection that an application used before a change, in a file of the change, and that nothing in its package uses any more. */
export interface LostProtection {
  readonly role: RoleKind
  readonly module: SourceModule
  /** `app.use(helmet())` at the base. */
  readonly node: Node
  /** As written: `helmet()`. */
  readonly name: string
}

/** Protections that go with a change wherever they stood: `app.use(helmet())` in a function, behind a helper of the repository, in a plug-in. */
export function lostProtections(base: Project, head: Project, diff: Diff): LostProtection[] {
  const found: LostProtection[] = []
  for (const file of diff.files) {
    if (file.oldPath === null || isTestPath(file.oldPath)) continue
    const before = base.moduleOf(file.oldPath)
    if (!before) continue
    const now = file.status === "deleted" ? [] : usedIn(head, head.moduleOf(file.path))
    for (const each of usedIn(base, before)) {
      const remains = now.some(({ role }) => role === each.role) || isUsedBeside(head, file.path, each.role)
      if (!remains && !found.some(({ role, module }) => role === each.role && module === before)) found.push({ ...each, module: before })
    }
  }
  return found
}

/** Whether a file puts such a protection before all routes of an application. */
export function usesProtection(project: Project, path: string, role: RoleKind): boolean {
  return project.mentions(path, MAY_PROTECT) && usedIn(project, project.moduleOf(path)).some((used) => used.role === role)
}

type Used = Omit<LostProtection, "module">

function usedIn(project: Project, module: SourceModule | null): Used[] {
  if (module === null) return []
  return nodesOf(module.program, "CallExpression").flatMap((node): Used[] => {
    if (node.callee.type !== "MemberExpression" || !/^(?:use|register)$/.test(propertyName(node.callee) ?? "")) return []
    return node.arguments.flatMap((argument): Used[] => {
      const role = protectionOf(project, module, argument)
      return role === null ? [] : [{ role, node, name: module.textOf(argument).replace(/\s+/g, " ").slice(0, 60) }]
    })
  })
}

/** The protection that a piece of middleware is; `null` for everything else. */
export function protectionOf(project: Project, module: SourceModule, argument: Node): RoleKind | null {
  const inner = bare(argument)
  const called = inner.type === "CallExpression" ? inner.callee : inner
  const origin = originOf(project, module, called)
  // `const limiter = rateLimit(…)` of another file is what the call gave.
  if (origin !== null) return PROTECTIONS.find((role) => hasRole(origin.replace(/\(\)$/, ""), role)) ?? null
  // A helper of the repository that makes it: `app.use(secureHeaders(config))`.
  const meaning = called.type === "Identifier" ? meaningOf(project, module, called) : null
  if (meaning?.kind !== "function") return null
  for (const node of nodesOf(meaning.module.program, "CallExpression")) {
    if (node.start < meaning.node.start || node.end > meaning.node.end) continue
    const path = originOf(project, meaning.module, node.callee)
    const role = path === null ? undefined : PROTECTIONS.find((each) => hasRole(path, each))
    if (role) return role
  }
  return null
}

// Moved to another file of the same package: it need not be used the same way there.
function isUsedBeside(head: Project, path: string, role: RoleKind): boolean {
  const manifest = head.manifestFor(path)?.path
  return head.sourcePaths.some(
    (each) => each !== path && !isTestPath(each) && head.manifestFor(each)?.path === manifest && usesProtection(head, each, role),
  )
}
