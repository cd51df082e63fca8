import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingClass, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { literalOf, objectOf, optionOf } from "../settings/read-options.ts"
import type { CallNode } from "../settings/read-options.ts"

const MENTIONS_PASSPORT = /passport|\.logout\(/i

export const noPassportMisuse = defineRule({
  kind: "source",
  id: "no-passport-misuse",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A Passport call does not do what it looks like",
  why: "Passport is driven by callbacks that tell success, failure and error apart by their arguments. A callback that looks at none of them lets everyone in or nobody out, and works in every test with the right password.",
  fix: "Look at `err` and `user` in every callback, and hand in the callbacks that Passport asks for.",
  cwe: ["CWE-287"],
  needs: { path: "no test", text: [MENTIONS_PASSPORT] },
  *check({ project, module }) {
    if (isTestPath(module.path) || !MENTIONS_PASSPORT.test(module.text)) return
    for (const node of descendants(module.program)) {
      if (node.type === "CallExpression") {
        yield* logout(project, module, node)
        if (isAuthenticate(project, module, node)) yield* authenticate(module, node)
      }
      if (node.type === "NewExpression" && originOf(project, module, node.callee) === "passport-local.Strategy")
        yield* strategy(project, module, node)
      if (node.type === "MethodDefinition" && propertyName(node) === "validate" && isFunction(node.value))
        yield* nestStrategy(project, module, node.value)
    }
  },
})

// Since 0.6 `req.logout` is asynchronous and throws without a callback.
function* logout(project: Project, module: SourceModule, call: CallNode): Generator<Draft> {
  const { callee } = call
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "logout" || call.arguments.length > 0) return
  if (callee.object.type !== "Identifier" || !/^_?req(?:uest)?$/.test(callee.object.name) || call.parent?.type === "AwaitExpression") return
  const range = project.dependsOn(module.path, "passport")
  const version = /(\d+)\.(\d+)/.exec(range ?? "")
  if (!version || (Number(version[1]) === 0 && Number(version[2]) < 6)) return
  yield {
    at: call,
    title: "req.logout throws without a callback",
    message: `Nobody can log out: since Passport 0.6 \`${module.textOf(call)}\` throws "req#logout requires a callback function", and the visitor gets an error with the session still open.`,
    fix: `Write \`${module.textOf(callee)}((error) => (error ? next(error) : res.redirect("/")))\`.`,
  }
}

function isAuthenticate(project: Project, module: SourceModule, call: CallNode): boolean {
  const path = originOf(project, module, call.callee)
  if (path !== null) return /^(?:passport|koa-passport|@fastify\/passport)(?:\.default)?\.authenticate$/.test(path)
  return module.textOf(call.callee) === "passport.authenticate"
}

function* authenticate(module: SourceModule, call: CallNode): Generator<Draft> {
  if (call.parent?.type === "ExpressionStatement" && call.parent.parent?.type === "BlockStatement") {
    yield {
      at: call,
      severity: "critical",
      title: "Nobody is asked to log in",
      message: `Every request passes: \`${module.textOf(call).replace(/\s+/g, " ").slice(0, 60)}\` only makes a middleware, and nothing runs it.`,
      fix: "Put it before the handler in the route, or call what it gives with `(req, res, next)`.",
    }
  }
  const callback = call.arguments.at(-1)
  if (!callback || !isFunction(callback) || call.arguments.length < 2) return
  const [error, user] = callback.params
  const text = callback.body ? module.namesOf(callback.body) : ""
  if (user?.type === "Identifier" && !isTested(text, user.name) && new RegExp(`\\b${user.name}\\b`).test(text)) {
    yield {
      at: callback,
      confidence: "medium",
      title: "A failed login goes on",
      message: `With a wrong password \`${user.name}\` is \`false\`, and this callback goes on with it: nothing tells a failed login from a good one.`,
      fix: `Answer with 401 when \`${user.name}\` is \`false\`, before anything else is done.`,
    }
    return
  }
  if (error?.type === "Identifier" && user && !new RegExp(`\\b${error.name}\\b`).test(text) && !error.name.startsWith("_")) {
    yield {
      at: callback,
      severity: "medium",
      confidence: "medium",
      title: "Errors of the login are taken for wrong passwords",
      message: `When the database is away everyone is told that the password is wrong, and nothing is logged: the callback never looks at \`${error.name}\`.`,
      fix: `Start with \`if (${error.name}) return next(${error.name})\`.`,
    }
  }
}

// Handed on whole, it is for somebody else to look at.
function isTested(text: string, name: string): boolean {
  return new RegExp(
    `!\\s*${name}\\b|\\b${name}\\s*(?:\\?|&&|\\|\\||[!=]==?)|if\\s*\\(\\s*${name}\\b|\\b(?:resolve|reject|done|cb|callback|next|fulfil)\\([^()]{0,60}\\b${name}\\b`,
  ).test(text)
}

function* strategy(project: Project, module: SourceModule, call: CallNode): Generator<Draft> {
  const verify = call.arguments.at(-1)
  if (!verify || !isFunction(verify)) return
  const options = objectOf(project, module, call.arguments[0])
  const passes = options ? optionOf(project, module, options, "passReqToCallback") : null
  const withRequest = passes ? literalOf(project, module, passes) === true : false
  yield* ignoresPassword(module, verify, withRequest ? 2 : 1)
}

// Nest: `class LocalStrategy extends PassportStrategy(Strategy) { validate(username, password) {} }`
function* nestStrategy(project: Project, module: SourceModule, method: FunctionNode): Generator<Draft> {
  const parent = enclosingClass(method)?.superClass
  if (parent?.type !== "CallExpression" || !parent.arguments[0]) return
  if (originOf(project, module, parent.arguments[0]) === "passport-local.Strategy" && method.params.length === 2)
    yield* ignoresPassword(module, method, 1)
}

function* ignoresPassword(module: SourceModule, verify: FunctionNode, index: number): Generator<Draft> {
  const password = verify.params[index]
  if (!verify.body || (password && password.type !== "Identifier") || !password) return
  const name = (bare(password) as { name: string }).name
  for (const node of descendants(verify.body)) if (node.type === "Identifier" && node.name === name) return
  // `this.check(...arguments)` and the like.
  if (/\barguments\b|req\.body/.test(module.textOf(verify.body))) return
  yield {
    at: verify,
    severity: "critical",
    title: "Any password logs in",
    message: `Whoever knows a name logs in with any password: the function that decides never looks at \`${name}\`.`,
    fix: `Compare \`${name}\` with the stored hash, and call \`done(null, false)\` when they differ.`,
  }
}
