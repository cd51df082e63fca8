import { cookieOfKeptSession } from "../calls/kept-session.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { descendants, enclosingClass, functionName, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const CHANGES_PASSWORD = /^(?:change|reset|update|set)_?(?:\w{0,20}_?)?[pP]assword$/
const HASHES = /^(?:hash|hashSync|hashPassword|scrypt|scryptSync|pbkdf2|pbkdf2Sync|genHash|encryptPassword|passwordHash)$/
const HASHED_HERE = /\b(?:hash|hashSync|hashPassword|scrypt|scryptSync)\(/
const ENDS_ALL =
  /^(?:revoke|invalidate|destroy|delete|remove|clear|end|terminate|expire|kill)(?:All|Every|Other|User|Users?)?(?:Other|User|Active|Refresh|Access)*(?:Sessions|Tokens|RefreshTokens|Devices|AllSessions|AllTokens|All)(?:\w{0,20})$|^(?:log|sign)_?[oO]ut(?:Everywhere|All\w{0,20}|OfAll\w{0,20})$/
// Whatever of this the function speaks of may be what ends the sessions.
const SPEAKS =
  /revok|invalidat|destroy|terminat|log_?out|sign_?out|session|token_?version|session_?version|security_?stamp|valid_?(?:after|since|from)|epoch|jwt_?version|credentials?_?version|kill|expire(?:All|Tokens)|(?:delete|remove|clear)\w*(?:token|session|device)/i
const CHANGED_AT = /password_?(?:changed|updated|set)_?at|passwordLastChanged/i
// An entity only says that there is such a column, unless its own methods read it.
const DECLARES = /(?:entit(?:y|ies)|models?|schemas?|migrations?|dtos?|types?|interfaces?)\b/i
const READS_CHANGED_AT = /\.\s{0,4}(?:password_?(?:changed|updated|set)_?at|passwordLastChanged)/i
const MAX_IMPORTERS = 20

export const requireSessionRevocation = defineRule({
  kind: "source",
  id: "require-session-revocation",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A new password leaves the old sessions open",
  why: "People change their password because somebody else may know it. Whoever is signed in with the old one stays so until every session and refresh token of the account is ended.",
  fix: "End all sessions of the account together with the change, and start a new one for whoever made it.",
  cwe: ["CWE-613"],
  needs: { path: "server", text: [/[pP]assword|clearCookie/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    if (module.text.includes("clearCookie")) yield* keptSessions(project, module)
    if (!/[pP]assword/.test(module.text)) return
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const own = functionName(node)
      const name = own !== null && (CHANGES_PASSWORD.test(own) || isOfPasswords(node, own)) ? own : pathOf(node)
      if (name === null) continue
      const write = passwordWrite(module, node)
      if (!write || speaksOfSessions(module, node)) continue
      const ender = enderIn(project)
      const kept = ender ? null : refreshTokensIn(project)
      if ((own !== null && callersEnd(project, module, own)) || isAskedAbout(project, module)) continue
      if (kept)
        yield {
          at: write,
          message: `Whoever is signed in with the old password stays so after \`${name}\`: it ends no refresh token of the account, and ${kept.path}:${kept.line} goes on giving new access tokens for those it has.`,
          fix: "Delete or revoke every refresh token of the account together with the change.",
        }
      if (!ender) continue
      yield {
        at: write,
        message: `Whoever is signed in with the old password stays so after \`${name}\`: it ends no session and no refresh token of the account, although \`${ender.name}\` (${ender.path}) can.`,
        fix: `Call \`${ender.name}\` together with the change, before a new session is started.`,
      }
    }
  },
})

// `router.post("/logout", (req, res) => { res.clearCookie("connect.sid"); … })`
function* keptSessions(project: Project, module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
    const cleared = cookieOfKeptSession(project, module, node)
    if (!cleared) continue
    yield {
      at: cleared,
      title: "The session outlives its logout",
      message: `Whoever has copied the session cookie stays signed in after the logout: \`${module.textOf(cleared).replaceAll("`", "'").slice(0, 60)}\` only has this browser forget it, and the session itself is kept.`,
      fix: "Destroy the session, `req.session.destroy(…)`, and clear the cookie after that.",
    }
  }
}

// `PasswordService.change` and `ChangePasswordHandler.execute` say in the name of the class whose change it is.
function isOfPasswords(node: FunctionNode, own: string): boolean {
  const name = enclosingClass(node)?.id?.name ?? ""
  return /^(?:change|reset|update|set)$/.test(own)
    ? /password/i.test(name)
    : /^(?:execute|handle|run)$/.test(own) && /^(?:change|reset|update|set)\w{0,20}password/i.test(name)
}

/** The path of a handler by which a password is changed, `/password/reset`; `null` for all other functions. */
function pathOf(node: FunctionNode): string | null {
  const call = node.parent
  if (
    call?.type !== "CallExpression" ||
    call.callee.type !== "MemberExpression" ||
    !/^(?:post|put|patch)$/.test(propertyName(call.callee) ?? "")
  )
    return null
  const path = stringOf(call.arguments[0]) ?? ""
  return /(?:reset|change|update|new|set)-?_?password|password\/(?:reset|change|update|new|confirm)|(?:^|\/)password\/?$/i.test(path)
    ? path.replaceAll("`", "'").slice(0, 60)
    : null
}

const REFRESH_TABLE =
  /["'`.](?:refresh_?tokens?|user_?sessions?)\b["'`]?\)?\s{0,20}\.(?:findUnique|findFirst|findOne|where|findBy\w*)\(|\bfrom\s{1,4}(?:refresh_tokens?|user_sessions?)\b/i

/** Where refresh tokens are looked up that the service keeps; `null` where it keeps none. */
function refreshTokensIn(project: Project): { readonly path: string; readonly line: number } | null {
  return project.once("keeps refresh tokens", () => {
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !isServerPath(path) || !project.mentions(path, REFRESH_TABLE)) continue
      const module = project.moduleOf(path)
      const found = module ? REFRESH_TABLE.exec(module.code) : null
      if (module && found) return { path, line: module.lineOf({ start: found.index }) }
    }
    return null
  })
}

/** The call that keeps the new password, in a function that has made its hash. */
function passwordWrite(module: SourceModule, node: FunctionNode): Node | null {
  let hashed = false
  for (const each of descendants(node)) {
    if (each.type !== "CallExpression") continue
    const name =
      each.callee.type === "MemberExpression" ? propertyName(each.callee) : each.callee.type === "Identifier" ? each.callee.name : null
    if (name !== null && HASHES.test(name)) hashed = true
    else if (
      name !== null &&
      /^(?:update\w*|save|set|patch|findBy\w*AndUpdate|findOneAndUpdate|query|execute|run)$/.test(name) &&
      (hashed || HASHED_HERE.test(module.textOf(each).slice(0, 1_000)))
    )
      if (/password|hash/i.test(each.arguments.map((argument) => module.textOf(argument).slice(0, 500)).join(" ")) || name === "save")
        return each
  }
  return null
}

function speaksOfSessions(module: SourceModule, node: FunctionNode): boolean {
  return SPEAKS.test(module.namesOf(node))
}

/** A function of the repository that ends every session of an account. */
function enderIn(project: Project): { readonly name: string; readonly path: string } | null {
  return project.once("ends all sessions", () => {
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !isServerPath(path) || !project.mentions(path, /[sS]essions|[tT]okens|Everywhere|revokeAll|[oO]utAll/))
        continue
      const module = project.moduleOf(path)
      for (const node of module ? nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression") : []) {
        const name = functionName(node)
        if (name !== null && ENDS_ALL.test(name) && !/expired|old|stale|reset|verif|email|invite/i.test(name)) return { name, path }
      }
    }
    return null
  })
}

// `await accounts.changePassword(…); await sessions.revokeAll(…)`
function callersEnd(project: Project, module: SourceModule, name: string): boolean {
  const calls = new RegExp(`\\b${escapePattern(name)}\\(`)
  return (importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS).some((path) => {
    const other = isTestPath(path) ? null : project.moduleOf(path)
    return (other ? nodesOf(other.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression") : []).some(
      (node) => other !== null && node.end - node.start < 5_000 && calls.test(other.textOf(node)) && speaksOfSessions(other, node),
    )
  })
}

// Tokens from before the change are refused wherever they are checked.
function isAskedAbout(project: Project, module: SourceModule): boolean {
  return (
    CHANGED_AT.test(module.code) &&
    project.sourcePaths.some(
      (path) =>
        path !== module.path && !isTestPath(path) && project.codeMentions(path, DECLARES.test(path) ? READS_CHANGED_AT : CHANGED_AT),
    )
  )
}
