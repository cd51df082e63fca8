import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

const PROTECTORS = ["helmet", "lusca", "koa-helmet", "@fastify/helmet", "hono"]

export const requireSecurityHeaders = defineRule({
  kind: "source",
  id: "require-security-headers",
  section: "security",
  practice: "middleware",
  severity: "low",
  // A proxy in front may set them, and nothing in the repository says so.
  confidence: "low",
  title: "Pages are sent without the headers that protect them",
  why: "Browsers protect a page only as far as it asks for it: against being framed, against scripts from elsewhere, against plain HTTP. One middleware asks for all of it.",
  fix: "Use `helmet()` before the routes and adapt its content security policy.",
  cwe: ["CWE-693", "CWE-1021"],
  needs: { path: "server", words: ["express"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\bexpress\b/.test(module.text)) return
    if (
      !/view engine|\.engine\(|\.render\(/.test(module.code) ||
      PROTECTORS.some((name) => project.dependsOn(module.path, name) !== null && isImported(project, name))
    )
      return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (originOf(project, module, node.callee) !== "express") continue
      if (setsHeaders(project)) return
      yield {
        at: node,
        message:
          "Other sites frame the pages and lure clicks, and one injected script runs unhindered: the app renders HTML and sets neither a content security policy nor any of the other protective headers.",
        key: "no security headers",
      }
      return
    }
  },
})

// NodeGoat and many others have the package and only a comment that would use it.
function isImported(project: Project, name: string): boolean {
  return project.once(`imports ${name}`, () =>
    project.sourcePaths.some((path) => project.codeMentions(path, new RegExp(`(?:require\\(|from )["']${name}["']`))),
  )
}

function setsHeaders(project: Project): boolean {
  return project.once("sets security headers", () =>
    project.sourcePaths.some(
      (path) => isServerPath(path) && project.codeMentions(path, /x-frame-options|content-security-policy|strict-transport-security/i),
    ),
  )
}
