import { defineRule } from "../rule.ts"
import { ioBelow } from "../calls/io-below.ts"
import { onOneLine } from "../calls/call-facts.ts"
import { additionsTo, lengthDecider, pagesOf } from "../calls/open-list.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const WORK = ["http", "db-write"] as const
const LIMITED = /limit|queue|pool|throttle|semaphore|bottleneck/i

export const noUnboundedConcurrency = defineRule({
  kind: "source",
  id: "no-unbounded-concurrency",
  section: "performance",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "As many calls at once as the list is long",
  why: "`Promise.all` over a list starts everything at once. When a client or a table decides how long the list is, one request can occupy every connection of the pool or run into the rate limit of the other service.",
  fix: "Bound the list where it comes in, work in batches, or limit the number at once (`p-limit`).",
  cwe: ["CWE-770"],
  needs: { path: "server", words: ["Promise map", "Promise push"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || !/^Promise\.(?:all|allSettled)$/.test(module.textOf(node.callee))) continue
      const given = node.arguments[0] && bare(node.arguments[0])
      const fan =
        given?.type === "CallExpression"
          ? mapped(project, module, given)
          : given?.type === "Identifier"
            ? pushed(project, module, given)
            : null
      if (!fan) continue
      const { work, list, origin } = fan
      const around = enclosingFunction(node)
      const route = reachOf(project, node)?.route
      // Nobody waits in front of a program that starts, what the client decides is decided by requests, and a filter may leave a few of many.
      if (route === undefined && (!around || origin.startsWith("the client") || list.includes("filter("))) continue
      const starter = route ?? (around && functionName(around)) ?? "This"
      yield {
        at: { start: node.start, end: given?.type === "CallExpression" ? given.callee.end : node.end },
        title: `\`${work}\` runs for all of \`${list}\` at once`,
        message: `\`${starter}\` starts \`${work}\` for every element of \`${list}\` at the same moment, and ${origin}: ${route === undefined ? "one run" : "one request"} can take all connections or run into the other side's rate limit.`,
        ...(fan.loop ? { trace: [{ path: module.path, line: module.lineOf(fan.loop), what: "starts them without waiting" }] } : {}),
      }
    }
  },
})

/** `list.map((each) => send(each))` */
function mapped(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }) {
  const [callback] = call.arguments
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "map" || !callback || LIMITED.test(module.textOf(callback)))
    return null
  const origin = lengthDecider(project, module, call.callee.object)
  const work = origin === null ? null : workOf(project, module, callback)
  return origin === null || work === null ? null : { work, origin, list: shorten(module, call.callee.object), loop: null }
}

/** `sends` of `for await (const batch of batches) sends.push(...batch.map(send))` */
function pushed(project: Project, module: SourceModule, list: Node & { type: "Identifier" }) {
  for (const { loop, added } of additionsTo(module, list, /^push$/)) {
    const text = module.textOf(loop)
    if (list.start < loop.end || LIMITED.test(text) || /\bPromise\.|\.length\b|\bsplice\b|\bsleep\b|\bsetTimeout\b/.test(text)) continue
    const pages = pagesOf(project, module, loop)
    const work = pages === null ? null : startedBy(project, module, added)
    if (pages !== null && work !== null)
      return { work, origin: `nothing waits before the last of them is started`, list: pages.replaceAll("`", ""), loop }
  }
  return null
}

/** What is started for one element and not waited for, by what is put into the list. */
function startedBy(project: Project, module: SourceModule, added: readonly Node[]): string | null {
  for (const each of added) {
    const value = each.type === "SpreadElement" ? bare(each.argument) : bare(each)
    if (value.type !== "CallExpression" || each.type === "AwaitExpression") continue
    const callback = value.callee.type === "MemberExpression" && propertyName(value.callee) === "map" ? value.arguments[0] : null
    const work = callback ? workOf(project, module, callback) : (ioBelow(project, module, value, WORK)?.name ?? null)
    if (work !== null) return work
  }
  return null
}

function shorten(module: SourceModule, node: Node): string {
  return onOneLine(module.textOf(node)).replaceAll("`", "'").slice(0, 40)
}

function workOf(project: Project, module: SourceModule, argument: Node): string | null {
  const callback = bare(argument)
  if (isFunction(callback)) return callback.body ? (ioBelow(project, module, callback.body, WORK)?.name ?? null) : null
  const meaning = meaningOf(project, module, callback)
  return meaning?.kind === "function" && meaning.node.body && ioBelow(project, meaning.module, meaning.node.body, WORK, 1)
    ? module.textOf(callback).slice(0, 60)
    : null
}
