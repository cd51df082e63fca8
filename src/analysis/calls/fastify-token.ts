import { bare, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

/**
 * The payload a call signs with `@fastify/jwt`, where neither its options nor those the plug-in is registered with give the token an end;
 * `null` for other calls, and where the options cannot be read.
 */
export function endlessFastifyToken(project: Project, module: SourceModule, call: Call): Node | null {
  const [payload, options] = call.arguments
  if (!payload || !signsWithPlugin(call) || project.dependsOn(module.path, "@fastify/jwt") === null) return null
  if (options) {
    const object = bare(options)
    if (object.type !== "ObjectExpression" || object.properties.some((each) => each.type !== "Property")) return null
    if (propertyOf(object, "expiresIn") || propertyOf(object, "sign")) return null
  }
  return givesNoEnd(project) ? payload : null
}

// `reply.jwtSign(payload)`, `fastify.jwt.sign(payload)`, `request.server.jwt.sign(payload)`
function signsWithPlugin({ callee }: Call): boolean {
  if (callee.type !== "MemberExpression") return false
  const method = propertyName(callee)
  if (method === "jwtSign") return true
  const owner = bare(callee.object)
  return method === "sign" && owner.type === "MemberExpression" && propertyName(owner) === "jwt"
}

/** Whether the plug-in is registered with options that are written there and say nothing of an end. */
function givesNoEnd(project: Project): boolean {
  return project.once("fastify tokens without end", () => {
    const registered = project.sourcePaths.filter(
      (path) => project.codeMentions(path, /@fastify\/jwt/) && project.codeMentions(path, /register\(\s*\w+\s*(?:as\s+\w+\s*)?,\s*\{/),
    )
    return registered.length > 0 && registered.every((path) => !project.codeMentions(path, /expiresIn|\bsign\s*[:,]|\.\.\./))
  })
}

/** Whether a call reads a token with `@fastify/jwt` without a look at its signature: `request.jwtDecode()`, `fastify.jwt.decode(token)`. */
export function isFastifyDecode(project: Project, module: SourceModule, { callee }: Call): boolean {
  if (callee.type !== "MemberExpression") return false
  const method = propertyName(callee)
  const owner = bare(callee.object)
  const isDecode = method === "jwtDecode" || (method === "decode" && owner.type === "MemberExpression" && propertyName(owner) === "jwt")
  return isDecode && ["@fastify/jwt", "fastify-jwt"].some((name) => project.dependsOn(module.path, name) !== null)
}
