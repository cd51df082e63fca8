import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { folderOf } from "../source/resolve-import.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noExposedInternals = defineRule({
  kind: "source",
  id: "no-exposed-internals",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "high",
  title: "Callers see what is meant for developers",
  why: "Stack traces, listings, hidden files and explorers tell a stranger how the service is built and where to look next. They are made for development and stay on unless somebody switches them off.",
  fix: "Switch them on only outside production.",
  cwe: ["CWE-489", "CWE-548", "CWE-209"],
  needs: { path: "no test" },
  *check({ project, module }) {
    yield* unsafeSettings(project, module, "exposure")
    if (!isServerPath(module.path) || !/static/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (!/^(?:express\.static|serve-static|koa-static)$/.test(originOf(project, module, node.callee) ?? "")) continue
      const folder = folderOf(module.path)
      const root = node.arguments[0]
      if (!root || !isOwnFolder(module, root, project.has(folder === "" ? "package.json" : `${folder}/package.json`))) continue
      yield {
        at: node,
        severity: "high",
        title: "The service hands out its own sources",
        message: `Visitors download the code, its configuration and the lockfile, with every secret that is written there: \`${module.textOf(node).slice(0, 60)}\` serves the folder of the service itself.`,
        fix: 'Serve a folder that holds nothing else, such as `path.join(__dirname, "public")`.',
      }
    }
  },
})

// `__dirname` and `.` where the manifest lies.
function isOwnFolder(module: SourceModule, root: Node, isRoot: boolean): boolean {
  const text = stringOf(root)
  if (text !== null) return /^\.?\/?$/.test(text)
  return /^process\.cwd\(\)$/.test(module.textOf(root)) || (isRoot && /^(?:__dirname|import\.meta\.dirname)$/.test(module.textOf(root)))
}
