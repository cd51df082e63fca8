import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const READS = /^(?:find\w*|get(?:All|One|Many)?|scan|all|list|query)$/
const NARROWED = /\b(?:attributes|select|exclude|projection|project|omit|fields|pick)\b|-password|password:\s*(?:false|0)/
const CLEANED =
  /delete\s+\w+(?:\.\w+)*\.password|\.password\s*=|password:\s*(?:undefined|_)|\bomit\(|\bpick\(|toJSON|instanceToPlain|plainToInstance|sanitize|serializ|toDto|\.map\(/i

export const noPasswordHashInResponse = defineRule({
  kind: "source",
  id: "no-password-hash-in-response",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Password hashes are sent to callers",
  why: "A hash that has left the server is tried against word lists at leisure, and most passwords fall in days. Sending a record as it was read sends every column it has, those added later included.",
  fix: "Name the columns that callers need, or take the hash out of the model's JSON.",
  cwe: ["CWE-200", "CWE-522"],
  needs: { path: "server", words: ["json", "send", "jsonp", "body"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\.(?:json|send)\(|\bbody\s*=/.test(module.text)) return
    for (const node of descendants(module.program)) {
      const sent = sentBy(node)
      if (!sent) continue
      for (const value of valuesIn(sent)) {
        const read = readOf(module, value)
        const model = read ? modelOf(project, module, read) : null
        if (!read || model === null || NARROWED.test(module.textOf(outerCall(read)))) continue
        const around = enclosingFunction(node)
        if (around && CLEANED.test(module.textOf(around))) continue
        const name = module.textOf(value)
        yield {
          at: node,
          message: `Callers get the password hash of ${name.endsWith("s") ? "every account" : "the account"}: \`${name.slice(0, 40)}\` is sent as \`${module.textOf(read.callee).replace(/\s+/g, " ").slice(0, 50)}\` gave it, and \`${model.name}\` has a column \`${model.column}\` (${model.path}).`,
        }
        break
      }
    }
  },
})

/** What `res.json(x)`, `reply.send(x)` and `ctx.body = x` send; `null` for anything else. */
function sentBy(node: Node): Node | null {
  if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && propertyName(node.left) === "body")
    return node.left.object.type === "Identifier" && node.left.object.name === "ctx" ? node.right : null
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.arguments.length !== 1) return null
  if (!/^(?:json|send|jsonp)$/.test(propertyName(node.callee) ?? "")) return null
  let receiver = bare(node.callee.object)
  while (receiver.type === "CallExpression" && receiver.callee.type === "MemberExpression") receiver = bare(receiver.callee.object)
  return receiver.type === "Identifier" && /^_?(?:res|response|reply|ctx|c)$/.test(receiver.name) ? (node.arguments[0] ?? null) : null
}

function* valuesIn(sent: Node): Generator<Node> {
  const inner = bare(sent)
  if (inner.type === "Identifier") yield inner
  else if (inner.type === "ObjectExpression")
    for (const each of inner.properties) if (each.type === "Property" && bare(each.value).type === "Identifier") yield bare(each.value)
}

/** The call whose result a name holds: assigned with `await`, or handed to `.then(name => …)` or `(error, name) => …`. */
function readOf(module: SourceModule, name: Node): Call | null {
  const binding = module.bindings.resolve(name)
  if (!binding || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  if (binding.kind === "variable" && binding.declaration.type === "VariableDeclarator" && binding.declaration.init)
    return readCall(bare(binding.declaration.init))
  if (binding.kind !== "parameter") return null
  const owner = enclosingFunction(binding.identifier)
  const call = owner?.parent
  if (!isFunction(owner) || call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return null
  const index = owner.params.findIndex((each) => each === binding.identifier)
  if (propertyName(call.callee) === "then") return index === 0 ? readCall(bare(call.callee.object)) : null
  return index === 1 && call.arguments.at(-1) === owner ? readCall(call) : null
}

function readCall(node: Node): Call | null {
  let current = node
  for (let step = 0; step < 6; step++) {
    if (current.type !== "CallExpression" || current.callee.type !== "MemberExpression") return null
    if (READS.test(propertyName(current.callee) ?? "")) return current
    current = bare(current.callee.object)
  }
  return null
}

// `.select("-password")` follows the read.
function outerCall(read: Call): Node {
  let outer: Node = read
  for (let above = outer.parent; above; above = above.parent) {
    if (above.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(propertyName(above) ?? "")) break
    if (above.type !== "MemberExpression" && !(above.type === "CallExpression" && above.callee === outer)) break
    outer = above
  }
  return outer
}

interface SecretModel {
  readonly name: string
  readonly column: string
  readonly path: string
}

function modelOf(project: Project, module: SourceModule, read: Call): SecretModel | null {
  if (read.callee.type !== "MemberExpression") return null
  const receiver = bare(read.callee.object)
  const text = receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? (propertyName(receiver) ?? "") : ""
  const plain = text.replace(/(?:Model|Repository|Repo|Collection)$/i, "").toLowerCase()
  return plain === "" || module.textOf(receiver).length > 60 ? null : (modelsWithPasswords(project).get(plain) ?? null)
}

/** Models with a password column that nothing keeps out of JSON, by their name in small letters. */
function modelsWithPasswords(project: Project): ReadonlyMap<string, SecretModel> {
  return project.once("models with passwords", () => {
    const found = new Map<string, SecretModel>()
    for (const path of [...project.sourcePaths, ...[...project.tree.files.keys()].filter((each) => each.endsWith(".prisma"))]) {
      const text = project.textOf(path) ?? ""
      if (text.length > 100_000 || !/password/i.test(text)) continue
      const column = /^\s*(?:@Column\([^)\n]*\)\s*)?(password(?:_?hash)?|hashed_?password)\s*[?!]?\s*(?::|\bString\b)/im.exec(text)?.[1]
      if (column === undefined || /toJSON|select:\s*false|@Exclude|defaultScope|hidden|private:\s*true|omit/i.test(text)) continue
      const names = [
        ...text.matchAll(/\.define\(\s*["'](\w{2,40})["']/g),
        ...text.matchAll(/\bmodel(?:<[^>\n]{0,80}>)?\(\s*["'](\w{2,40})["']/g),
        ...text.matchAll(/@Entity\([^)\n]{0,80}\)\s*(?:@\w+\([^)\n]{0,80}\)\s*)*export (?:default )?class (\w{2,40})/g),
        ...(path.endsWith(".prisma") ? text.matchAll(/^model (\w{2,40}) \{[^}]*\bpassword\w*\s+String/gm) : []),
      ]
      for (const match of names) {
        const name = match[1] as string
        found.set(name.toLowerCase().replace(/entity$/, ""), { name, column, path })
        found.set(`${name.toLowerCase().replace(/entity$/, "")}s`, { name, column, path })
      }
    }
    return found
  })
}
