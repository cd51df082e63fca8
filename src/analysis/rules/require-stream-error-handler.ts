import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const FILES = /^(?:fs|node:fs|fs-extra|graceful-fs)\.createReadStream$/

// What reads from a storage, by the name all of them give it: Google Cloud Storage, S3 of the AWS SDK 2, GridFS, SFTP.
const STORAGES = /^(?:createReadStream|openDownloadStream|openDownloadStreamByName)$/
const MAX_STEPS = 4
const REGISTERS = /^(?:get|post|put|patch|delete|all|use)$/

const HEARD = /["'`]error["'`]|\bfinished\s*\(|\bpipeline\s*\(/
// What fails on bytes it was not made for.
const DECODERS =
  /^(?:zlib\.create(?:Gunzip|Inflate|InflateRaw|Unzip|BrotliDecompress|ZstdDecompress)|csv-parse\.parse|csv-parser|JSONStream\.parse|unzipper\.Parse)$/

export const requireStreamErrorHandler = defineRule({
  kind: "source",
  id: "require-stream-error-handler",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  title: "A file that cannot be read ends the process",
  why: "`pipe` passes data on but no errors. A stream that fails without an `error` listener throws an uncaught exception, and when the client goes away first, the file stays open.",
  fix: "Use `pipeline` from `node:stream`, which reports errors and closes both ends.",
  cwe: ["CWE-248", "CWE-404"],
  needs: { path: "server", words: ["pipe"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.text.includes(".pipe(")) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "pipe") continue
      const source = sourceOf(project, module, node.callee.object)
      const decoder = source ? null : decoderOf(project, module, node.arguments[0])
      const around = enclosingFunction(node)
      const isUnnamed = source?.of === "file" && isOpenedThere(project, module, node.callee.object)
      if ((!source && !decoder) || !around || (isUnnamed ? PIPELINES.test(module.textOf(around)) : isHeard(module, node))) continue
      const reach = reachOf(project, node)
      if (!reach) {
        if (isUnnamed && HEARD.test(module.textOf(around)))
          yield {
            at: node,
            confidence: "medium",
            title: "Nobody hears when this file cannot be read",
            message: `When the file is missing or the disk fails, the stream that \`createReadStream\` gives emits \`error\`. \`pipe\` does not pass it on, the listeners behind it are those of other streams, and so it ends the process.`,
            fix: "`pipeline(createReadStream(…), …)` from `node:stream`, which hears all of them.",
          }
        continue
      }
      if (decoder === null && !source) continue
      if (decoder !== null) {
        yield {
          at: node,
          title: `Data that \`${decoder}\` cannot read end the process`,
          message: `When what comes for \`${reach.route}\` is cut off or not in the expected format, \`${decoder}\` emits \`error\`; \`pipe\` does not pass it on and nobody listens, so that it ends the process with every request in it.`,
          fix: `\`await pipeline(…)\` from \`node:stream/promises\` over all the streams, with the failure answered in a \`catch\`.`,
        }
        continue
      }
      if (!source) continue
      const target = node.arguments[0] ? module.textOf(node.arguments[0]).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40) : "res"
      yield {
        at: node,
        title: `Nobody hears when this ${source.of} cannot be read`,
        message: `When the ${source.of} of \`${reach.route}\` is missing or ${source.of === "file" ? "the disk" : "the storage"} fails, the stream emits \`error\`; \`pipe\` does not pass it on and nobody listens, so that it ends the process. When the client disconnects early, the ${source.of === "file" ? "file" : "download"} stays open.`,
        fix: `\`pipeline(${source.name}, ${target}, (error) => …)\` from \`node:stream\`.`,
      }
    }
  },
})

const PIPELINES = /\bfinished\s*\(|\bpipeline\s*\(/

// `createReadStream(path).pipe(…)`: nothing else can listen to what has no name.
function isOpenedThere(project: Project, module: SourceModule, object: Node): boolean {
  const opened = bare(object)
  return opened.type === "CallExpression" && FILES.test(originOf(project, module, opened.callee) ?? "")
}

// A listener may stand before or after the pipe, and the pipe in another listener; any in the functions around it is taken for it.
function isHeard(module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node)) {
    if (!isFunction(above)) continue
    if (HEARD.test(module.textOf(above))) return true
    // The handler of a route; what is around it holds the other handlers as well.
    const call = above.parent
    if (call?.type === "CallExpression" && call.callee.type === "MemberExpression" && REGISTERS.test(propertyName(call.callee) ?? ""))
      return false
  }
  return false
}

/** The decoder that something is piped into, `createGunzip`; `null` for other streams. */
function decoderOf(project: Project, module: SourceModule, target: Node | undefined): string | null {
  const made = target && bare(target)
  if (made?.type !== "CallExpression") return null
  return DECODERS.test(originOf(project, module, made.callee) ?? "") ? calleeName(module, made) : null
}

interface Source {
  readonly name: string
  /** What it reads: `file` of this machine, or something stored elsewhere. */
  readonly of: "file" | "stored object"
}

/** The stream of a file or of a storage that is piped, through further pipes and functions that return it; `null` when it is another kind of stream. */
function sourceOf(project: Project, module: SourceModule, object: Node, depth = 0): Source | null {
  const node = bare(object)
  if (depth > MAX_STEPS) return null
  if (node.type === "CallExpression") {
    const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
    if (FILES.test(originOf(project, module, node.callee) ?? "")) return { name: "createReadStream(…)", of: "file" }
    if (node.callee.type === "MemberExpression" && method === "pipe") return sourceOf(project, module, node.callee.object, depth + 1)
    const called = meaningOf(project, module, node.callee)
    if (called?.kind === "function") {
      const given = returnedBy(called.node)
      const source = given && !HEARD.test(called.module.textOf(called.node)) ? sourceOf(project, called.module, given, depth + 1) : null
      return source && { ...source, name: `${calleeName(module, node)}(…)` }
    }
    return method !== null && STORAGES.test(method) ? { name: `${calleeName(module, node)}(…)`, of: "stored object" } : null
  }
  if (node.type === "MemberExpression" && propertyName(node) === "Body")
    return isStored(module, node.object) ? { name: "Body", of: "stored object" } : null
  if (node.type !== "Identifier") return null
  const binding = module.bindings.resolve(node)
  if (
    binding?.declaration.type === "VariableDeclarator" &&
    binding.pattern.length === 1 &&
    binding.pattern[0] === "Body" &&
    binding.declaration.init
  )
    return isStored(module, binding.declaration.init) ? { name: node.name, of: "stored object" } : null
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
  const source = init && bare(init).type === "CallExpression" ? sourceOf(project, module, init, depth + 1) : null
  return source && { ...source, name: node.name }
}

/** Whether an expression is what S3 answers: `await s3.send(new GetObjectCommand(…))`, itself or by its name. */
function isStored(module: SourceModule, answer: Node): boolean {
  const node = bare(answer)
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  const asked = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : node
  return asked.type === "CallExpression" && /\bnew GetObjectCommand\b|\.getObject$/.test(module.textOf(asked).slice(0, 300))
}

/** What a function returns that has only one way out. */
function returnedBy(called: FunctionNode): Node | null {
  if (!called.body) return null
  if (called.body.type !== "BlockStatement") return called.body
  const returned = [...ownNodes(called.body)].filter((each) => each.type === "ReturnStatement")
  const [only] = returned
  return returned.length === 1 && only?.type === "ReturnStatement" ? only.argument : null
}
