import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { hasRole } from "../settings/model-settings.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"

const CHECKS =
  /auth(?!or)|guard|login|session|admin(?:Only|Check|Guard|Required)|is_?admin|require|ensure|protect|basic|permission|role|verify|passport/i

export const noExposedAdminPage = defineRule({
  kind: "source",
  id: "no-exposed-admin-page",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "An administration page is open to everyone",
  why: "Ready-made pages for queues, databases and metrics bring no login of their own: whoever finds the address reads the data of every job and deletes or repeats it. Such addresses are on every scanner's list.",
  fix: "Put the login and the check of the role before it.",
  cwe: ["CWE-306", "CWE-425"],
  needs: { path: "server", words: ["use"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "use") continue
      const page = node.arguments.find((each) => isAdminPage(project, module, each))
      if (!page || onlyInDevelopment(module, node)) continue
      if (node.arguments.some((each) => each !== page && stringOf(each) === null && CHECKS.test(module.textOf(each)))) continue
      const path = stringOf(node.arguments[0])
      if (isCheckedBefore(module, node, path)) continue
      yield {
        at: node,
        message: `Whoever finds ${path === null ? "the address" : `\`${path.slice(0, 60)}\``} reads what is in it and changes it: \`${module.textOf(page).slice(0, 50)}\` has no login of its own, and nothing before it asks who is calling.`,
        key: `admin page ${path}`,
      }
    }
  },
})

function isAdminPage(project: Project, module: SourceModule, argument: Node): boolean {
  const inner = bare(argument)
  if (inner.type === "CallExpression") return hasRole(originOf(project, module, inner.callee), "admin-page")
  const path = inner.type === "Identifier" || inner.type === "MemberExpression" ? originOf(project, module, inner) : null
  return path !== null && (hasRole(path, "admin-page") || hasRole(path.replace(/\(\)$/, ""), "admin-page"))
}

/** Whether a check was put before everything, or before this address, earlier in the file. */
function isCheckedBefore(module: SourceModule, call: Node, path: string | null): boolean {
  for (const node of descendants(module.program)) {
    if (
      node.start >= call.start ||
      node.type !== "CallExpression" ||
      node.callee.type !== "MemberExpression" ||
      propertyName(node.callee) !== "use"
    )
      continue
    const prefix = stringOf(node.arguments[0])
    if (prefix !== null && (path === null || !path.startsWith(prefix))) continue
    if (node.arguments.some((each) => stringOf(each) === null && CHECKS.test(module.textOf(each).slice(0, 200)))) return true
  }
  return false
}
