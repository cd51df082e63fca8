import semver from "semver"
import { isLibraryFile } from "../flow/exported.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }
/** How much of the bytes is known to be written before they leave: none, as much as a text is long, as much as a file still has. */
type Filled = "nothing" | "text" | "read"

const UNSAFE = /^(?:globalThis|buffer)\.Buffer\.allocUnsafe(?:Slow)?$/
const FILE_WRITES = /^fs(?:\/promises|\.promises)?\.(?:writeFile|appendFile|write)(?:Sync)?$/
const LEAVES = /^(?:res|response|reply|socket|sock|conn|connection|client|ws|out|output|h|toolkit|c)$/
const SENDS = /^(?:send|end|write|json|body|response)$/

export const noUninitializedMemory = defineRule({
  kind: "source",
  id: "no-uninitialized-memory",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Old memory of the process is sent out",
  why: "`Buffer.allocUnsafe` hands out memory as it was left: parts of other requests, passwords and keys among them. What is not written over before the buffer leaves goes with it.",
  fix: "Use `Buffer.alloc`, or send only the part that was written: `buffer.subarray(0, bytesWritten)`.",
  cwe: ["CWE-908", "CWE-200"],
  needs: { path: "no test", words: ["allocUnsafe", "allocUnsafeSlow", "new Buffer"] },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    yield* oldConstructor(project, module)
    if (!module.text.includes("allocUnsafe")) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const declared = call.parent
      if (declared?.type !== "VariableDeclarator" || declared.id.type !== "Identifier" || declared.init !== call) continue
      if (!UNSAFE.test(originOf(project, module, call.callee) ?? "")) continue
      const binding = module.bindings.resolve(declared.id)
      if (!binding || binding.assigned.length > 0) continue
      const found = sentWith(project, module, binding, call)
      if (found) yield describe(module, call, binding.name, found)
    }
  },
})

// A text or bytes by its name or its type; what is meant to be a number is none of our concern.
const IS_SIZE = /^(?:n|len|length|size|count|bytes|\w+(?:Length|Size|Count|Bytes))$/i
const IS_TEXT = /^:\s*(?:string|Buffer|Uint8Array|ArrayBuffer|number\[\]|readonly number\[\])\s*$/

/** `new Buffer(value)` of what comes in with a parameter and is never asked of what kind it is. https://nodejs.org/api/deprecations.html#DEP0005 */
function* oldConstructor(project: Project, module: SourceModule): Generator<Draft> {
  for (const made of nodesOf(module.program, "NewExpression")) {
    const [value, encoding] = made.arguments
    if (!value || !/^(?:globalThis|buffer)\.Buffer$/.test(originOf(project, module, made.callee) ?? "")) continue
    const name = handedIn(module, value)
    // With an encoding only Node.js 5 and older take a number, which nobody but a package is run by.
    if (name === null || (encoding && (!isLibraryFile(project, module.path) || asksForNewer(project, module)))) continue
    const code = module.textOf(value).replaceAll("`", "'").slice(0, 40)
    yield {
      at: made,
      severity: encoding ? "low" : "medium",
      confidence: "medium",
      title: `\`new Buffer(${code})\` takes a number for a size`,
      message: `A number in the place of \`${code}\` makes a buffer of that many bytes: ${encoding ? "before Node.js 6" : "before Node.js 8"} they are memory of the process as it was left${encoding ? "" : ", since then as many zeros as the sender likes"}, and nothing asks of what kind \`${code}\` is.`,
      fix: `\`Buffer.from(${code})\` refuses numbers; \`new Buffer\` is deprecated since Node.js 6.`,
      edits: [{ start: made.start, end: made.callee.end, text: "Buffer.from" }],
    }
  }
}

/** The name of the parameter a value comes in with, unless the function asks of what kind it is or says so. */
function handedIn(module: SourceModule, value: Node): string | null {
  let root = bare(value)
  while (root.type === "MemberExpression") root = bare(root.object)
  const binding = root.type === "Identifier" ? module.bindings.resolve(root) : null
  const around = enclosingFunction(value)
  const last = bare(value)
  const own = last.type === "MemberExpression" ? propertyName(last) : last.type === "Identifier" ? last.name : null
  if (binding?.kind !== "parameter" || !around || own === null || IS_SIZE.test(own)) return null
  const { identifier } = binding
  const annotation = "typeAnnotation" in identifier && identifier.typeAnnotation ? module.textOf(identifier.typeAnnotation) : ""
  const asks = /\btypeof\b|\bisString\b|instanceof\s+String|\bString\(|isInteger|isNumber|isNaN|Array\.isArray/.test(
    module.namesOf(around).slice(0, 20_000),
  )
  return asks || IS_TEXT.test(annotation) || binding.assigned.length > 0 ? null : own
}

function asksForNewer(project: Project, { path }: SourceModule): boolean {
  const engines = project.manifestFor(path)?.document["engines"]
  const node = typeof engines === "object" && engines !== null && "node" in engines ? engines.node : null
  const least = typeof node === "string" && semver.validRange(node) ? semver.minVersion(node) : null
  return least !== null && least.major >= 6
}

function describe(module: SourceModule, call: Call, name: string, { filled, sent }: { filled: Filled; sent: Call }): Draft {
  const by = module.textOf(sent.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
  const method = call.callee.type === "MemberExpression" && !call.callee.computed ? call.callee.property : null
  const step = (node: Node, what: string) => ({ path: module.path, line: module.lineOf(node), what })
  const missing =
    filled === "nothing"
      ? `nothing writes into \`${name}\``
      : filled === "text"
        ? `\`${name}.write\` fills as much as the text is long`
        : `a read fills \`${name}\` only as far as the file goes, and nobody looks how far that was`
  return {
    at: call,
    ...(filled === "nothing" ? {} : { severity: "medium" as const, confidence: "medium" as const }),
    message: `Parts of other requests, passwords and keys among them, leave with \`${by}\`: \`allocUnsafe\` gives memory as it was left, and ${missing} before it goes out.`,
    trace: [step(call, `\`${name}\` is memory as it was left`), step(sent, `\`${by}\` sends it`)],
    ...(method ? { edits: [{ start: method.start, end: method.end, text: "alloc" }] } : {}),
  }
}

/** The first call that sends the whole buffer away before it is certain to be filled; `null` when there is none, or when it cannot be told. */
function sentWith(project: Project, module: SourceModule, binding: Binding, made: Call): { filled: Filled; sent: Call } | null {
  const around = enclosingFunction(made)
  if (!around) return null
  let filled: Filled = "nothing"
  for (const use of usesOf(module, binding, around)) {
    const { parent } = use
    if (parent?.type === "MemberExpression" && parent.object === use) {
      const method = parent.parent?.type === "CallExpression" && parent.parent.callee === parent ? propertyName(parent) : null
      // `buffer.length` fills nothing; `buffer[i] = …`, `fill`, `set` and numbers written in a row may fill it all.
      if (method === null ? parent.computed : !/^(?:write|toString|subarray|slice|toJSON|equals|copy)$/.test(method)) return null
      if (method !== "write") continue
      if (!writesText(made, parent.parent as Call)) return null
      filled = "text"
      continue
    }
    if (parent?.type !== "CallExpression" || parent.callee === use) return null
    if (isSent(project, module, parent, use)) return { filled, sent: parent }
    if (!isUncountedRead(module, parent)) return null
    filled = "read"
  }
  return null
}

// `Buffer.allocUnsafe(64)` and `buffer.write(name)`: the name may be shorter. A size that was computed may be that of the text.
function writesText(made: Call, write: Call): boolean {
  const [size] = made.arguments
  const [text] = write.arguments
  return size?.type === "Literal" && typeof size.value === "number" && text !== undefined && stringOf(text) === null
}

function isSent(project: Project, module: SourceModule, call: Call, use: Node): boolean {
  if (FILE_WRITES.test(originOf(project, module, call.callee) ?? "")) return call.arguments[1] === use && call.arguments.length < 4
  if (call.arguments[0] !== use || call.callee.type !== "MemberExpression" || !SENDS.test(propertyName(call.callee) ?? "")) return false
  // `res.status(200).type("png").send(buffer)`
  let receiver = bare(call.callee.object)
  for (let depth = 0; depth < 8 && receiver.type === "CallExpression" && receiver.callee.type === "MemberExpression"; depth++)
    receiver = bare(receiver.callee.object)
  return LEAVES.test(receiver.type === "Identifier" ? receiver.name : module.textOf(receiver).replace(/^this\.#?_?/, ""))
}

// `await file.read(buffer, 0, size, start)`, `fs.read(fd, buffer, 0, size, start, (error) => …)`: how much came is in the answer nobody takes.
function isUncountedRead(module: SourceModule, call: Call): boolean {
  const name = call.callee.type === "MemberExpression" ? propertyName(call.callee) : module.textOf(call.callee)
  if (!/^(?:read|readSync)$/.test(name ?? "")) return false
  const last = call.arguments.at(-1)
  if (last && isFunction(last)) return last.params.length < 2
  const waited = call.parent?.type === "AwaitExpression" ? call.parent : call
  return waited.parent?.type === "ExpressionStatement"
}
