import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isClosed, objectOf } from "../settings/read-options.ts"
import type { CallNode } from "../settings/read-options.ts"

// A token that is only handed to a page was made by nobody; `lusca` is a dozen protections, and this is one of them only where it is asked for.
const TOKENS =
  /(?<!\blocals\.)(?:csrf_?token|\b_csrf\b)|csrf\w*protect|x-csrf|xsrf|sec-fetch-site|\bcsrf\s*\(|\bcsrf\s*:\s*(?:true|\{)|(?:require\(|from )["'](?:csurf|csrf[\w-]*|tiny-csrf|@fastify\/csrf-protection|koa-csrf|@dr\.pogodin\/csurf)["']/i

export const requireCsrfProtection = defineRule({
  kind: "source",
  id: "require-csrf-protection",
  section: "security",
  practice: "middleware",
  severity: "medium",
  confidence: "medium",
  title: "Other sites can submit the forms of a visitor who is logged in",
  why: "A browser sends the session cookie with every form, whichever site the form is on. Without a token in the form or a `sameSite` cookie the service cannot tell its own form from a stranger's.",
  fix: 'Set `sameSite: "lax"` on the session cookie and check a token on every request that changes something.',
  cwe: ["CWE-352"],
  needs: { path: "server", text: [/session/] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/session/.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const path = originOf(project, module, node.callee)
      if ((path !== "express-session" && path !== "cookie-session") || !sendsEverywhere(project, module, node, path)) continue
      if (!readsForms(project) || !keepsLogin(project) || looksAtTokens(project)) return
      yield {
        at: node.callee,
        message: `A page on any site submits forms in the name of a visitor who is logged in: the cookie of \`${module.textOf(node.callee)}\` goes along with requests from everywhere, and nothing in the service checks where a form came from.`,
        key: "no CSRF protection",
      }
      return
    }
  },
})

/** Whether the session cookie is sent with requests that other sites make. */
function sendsEverywhere(project: Project, module: SourceModule, call: CallNode, path: string): boolean {
  const options = objectOf(project, module, call.arguments[0])
  if (!options || !isClosed(options)) return false
  const cookie = propertyOf(options, "cookie")
  const settings = path === "cookie-session" ? options : cookie ? objectOf(project, module, cookie) : null
  if (cookie && (!settings || !isClosed(settings))) return false
  const sameSite: Node | null = settings ? propertyOf(settings, "sameSite") : null
  return sameSite === null || stringOf(sameSite)?.toLowerCase() === "none"
}

// An API that takes nothing but JSON is asked by the browser first, which is a protection of its own.
function readsForms(project: Project): boolean {
  return project.once("reads forms", () =>
    project.sourcePaths.some(
      (path) => isServerPath(path) && project.codeMentions(path, /\burlencoded\s*\(|express-fileupload|multer\s*\(/),
    ),
  )
}

// `if (!req.session.sellerId) return res.redirect("/login")`, `req.session.uid ? next() : res.redirect("/signin")`
const REFUSES_STRANGERS =
  /\breq(?:uest)?\.session\??\.\w{0,40}(?:user|uid|account|member|[a-z]Id)\w{0,40}\s*(?:[=!]==?\s*(?:undefined|null)\s*)?(?:\)|\?(?![.?])|\|\||&&)[^;]{0,120}(?:\b401\b|redirect\([^)]{0,40}(?:log|sign)-?in)/i

// A session that holds no login gives a stranger's form nothing to use.
function keepsLogin(project: Project): boolean {
  return project.once("keeps the login in a session", () =>
    project.sourcePaths.some(
      (path) =>
        (isServerPath(path) && project.codeMentions(path, REFUSES_STRANGERS)) ||
        project.codeMentions(path, /passport\.session\(|\breq(?:uest)?\.session\.\w*(?:user|uid|logged|account|auth|admin)\w*\s*=[^=]/i),
    ),
  )
}

// How it should be done stands in many a comment, which does nothing.
function looksAtTokens(project: Project): boolean {
  return project.once("looks at csrf tokens", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, TOKENS)),
  )
}
