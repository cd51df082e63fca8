import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call, CallFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { ancestors, bare, enclosingFunction, isFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// A look at the file system takes microseconds; it is not worth a comment.
const QUICK = /(?:exists|stat|lstat|access|mkdir|unlink|rm|rename|realpath|readlink|randomFill|randomBytes|chmod)Sync$/

// A line for a log, which has to be there when the process ends right after it.
const LOG_FILE = /(?:^|[^a-z])(?:error_?)?logs?(?:_?(?:file|path))?(?:[^a-z]|$)|errors?_?(?:file|path|log)/i
const LOG_MODULE = /(?:^|[/._-])log(?:s|ger|ging)?(?:[/._-])/i

const SETUP = /(?:^|\/)(?:setup|install(?:er)?|wizard)\.[cm]?[jt]s$/i

export const noBlockingCallInHandler = defineRule({
  kind: "source",
  id: "no-blocking-call-in-handler",
  section: "performance",
  practice: "async",
  severity: "medium",
  confidence: "high",
  title: "A synchronous call stops every other request",
  why: "Node serves all requests on one thread: while a `…Sync` function hashes, compresses, reads or waits for a child process, no other request is answered. At module load this is fine, and there it is not reported.",
  fix: "Use the asynchronous form.",
  cwe: ["CWE-400"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const known = callFacts(project, module, node)
      if (!known.facts.includes("blocking") || QUICK.test(known.path ?? "") || writesLog(module, node, known)) continue
      const reach = reachOf(project, node)
      // Vite rewrites pages only for developers, and what sets a service up serves nobody yet.
      if (!reach || reach.isOnce || SETUP.test(module.path) || isKept(module, node) || module.code.includes(".transformIndexHtml("))
        continue
      const edits = asyncEdits(module, node, known)
      const advice = adviceFor(known)
      yield {
        at: node,
        title: `\`${known.name}\` stops every other request while it runs`,
        message: `While \`${reach.route}\` is in \`${known.name}\`, the process answers nobody: ${advice.cost}.`,
        fix: advice.fix,
        ...(advice.severity ? { severity: advice.severity } : {}),
        ...(edits ? { edits } : {}),
      }
    }
  },
})

function writesLog(module: SourceModule, { arguments: [file] }: Call, { path }: CallFacts): boolean {
  return (
    file !== undefined &&
    /\.(?:append|write)FileSync$/.test(path ?? "") &&
    LOG_FILE.test(module.textOf(file)) &&
    LOG_MODULE.test(module.path)
  )
}

function adviceFor({ path, name }: CallFacts): { cost: string; fix: string; severity?: "low" } {
  const method = path?.slice(path.lastIndexOf(".") + 1) ?? name
  const other = method.replace(/Sync$/, "")
  if (path?.startsWith("bcrypt"))
    return {
      cost: "one password costs 50 to 300 ms of the only thread, so a handful of logins a second is all the service can do",
      fix: `\`await ${name.replace(/Sync$/, "")}(…)\` does the same work on the thread pool.`,
    }
  if (path?.startsWith("crypto."))
    return {
      cost: "deriving or generating a key takes tens to hundreds of milliseconds of the only thread",
      fix: `\`promisify(${other})\` does the same work on the thread pool.`,
    }
  if (path?.startsWith("child_process."))
    return {
      cost: "it waits until the child process has ended",
      fix: `Use \`promisify(${other === "spawn" ? "execFile" : other})\` and await it.`,
    }
  if (path?.startsWith("zlib."))
    return {
      cost: "compressing a few megabytes takes hundreds of milliseconds of the only thread",
      fix: `Use \`promisify(${other})\` or pipe through the stream of the same name.`,
    }
  return {
    cost: "it waits for the disk, longer on a network volume or with a large file",
    fix: `\`await\` the function of \`node:fs/promises\` (\`${other}\`), or read the file once at start-up.`,
  }
}

/** Whether the result is kept, so that only the first request pays: `cache ??= …`, `if (!cache) cache = …`, `map.set(key, …)`. */
function isKept(module: SourceModule, call: Call): boolean {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "AssignmentExpression" && above.right === below) {
      if (above.operator !== "=") return true
      const target = above.left.type === "MemberExpression" ? above.left.object : above.left
      const kept =
        target.type === "ThisExpression" ||
        (target.type === "Identifier" &&
          module.bindings.top.get(target.name) !== undefined &&
          module.bindings.resolve(target) === module.bindings.top.get(target.name))
      if (kept) return true
    }
    if (above.type === "CallExpression" && above.callee !== below && /\.set$|memoi[sz]e|once$|cache/i.test(module.textOf(above.callee)))
      return true
    if (isFunction(above)) return false
    below = above
  }
  return false
}

/** `await bcrypt.hash(…)` for `bcrypt.hashSync(…)`, where the function around it can wait. */
function asyncEdits(module: SourceModule, call: Call, { path }: CallFacts) {
  const callee = bare(call.callee)
  if (
    !enclosingFunction(call)?.async ||
    callee.type !== "MemberExpression" ||
    callee.object.type !== "Identifier" ||
    callee.computed ||
    callee.optional
  )
    return null
  const object = module.textOf(callee.object)
  const method = module.textOf(callee.property).replace(/Sync$/, "")
  const binding = module.bindings.resolve(callee.object)
  if (!binding) return null
  const replacement = path?.startsWith("bcrypt")
    ? `${object}.${method}`
    : path?.startsWith("fs.") && importsFs(module, object)
      ? `${object}.promises.${method}`
      : null
  if (replacement === null) return null
  const isOperand = call.parent?.type === "MemberExpression" || call.parent?.type === "BinaryExpression"
  return [
    { start: call.start, end: callee.end, text: `${isOperand ? "(" : ""}await ${replacement}` },
    ...(isOperand ? [{ start: call.end, end: call.end, text: ")" }] : []),
  ]
}

function importsFs(module: SourceModule, name: string): boolean {
  const escaped = name.replace(/\$/g, "\\$")
  return new RegExp(`(?:import\\s+(?:\\*\\s+as\\s+)?${escaped}\\s+from|${escaped}\\s*=\\s*require\\()\\s*["'](?:node:)?fs["']`).test(
    module.code,
  )
}
