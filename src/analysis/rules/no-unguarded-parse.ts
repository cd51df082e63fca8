import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isInsideTry } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const EVENTS = /^(?:message|data|end|pmessage|messageBuffer|publish)$/

export const noUnguardedParse = defineRule({
  kind: "source",
  id: "no-unguarded-parse",
  section: "reliability",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "One malformed message ends the process",
  why: "`JSON.parse` throws on anything that is not JSON. In an event listener nothing is above it: one bad message from a client or a queue is an uncaught exception, and a queue delivers it again after the restart.",
  fix: "Catch the error, answer or log it, and drop the message.",
  cwe: ["CWE-248", "CWE-20"],
  needs: { path: "server", words: ["JSON parse", "message", "data", "end", "consume", "subscribe", "eachMessage"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const around = enclosingFunction(node)
      if (module.textOf(node.callee) !== "JSON.parse") {
        const below = around && parseBelow(project, module, node, around)
        if (below) yield below
        continue
      }
      const swapped = swappedQuotes(module, node)
      if (swapped) yield swapped
      const listener = around && listenerOf(module, around)
      if (!around || !listener || isInsideTry(node, around) || !comesFromOutside(module, node, around)) continue
      yield {
        at: node,
        title: `A malformed ${listener.what} ends the process`,
        message: `\`JSON.parse\` throws when ${listener.sender} sends something that is not JSON, and above a listener nobody catches it: ${listener.consequence}.`,
        fix: "`try { … } catch`, log what came, and return.",
      }
    }
  },
})

// `JSON.parse(text.replace(/'/g, '"'))`
function swappedQuotes(module: SourceModule, call: Node & { type: "CallExpression" }): Draft | null {
  const [first] = call.arguments
  const replace = first ? bare(first) : null
  if (replace?.type !== "CallExpression" || replace.callee.type !== "MemberExpression") return null
  const [what, by] = replace.arguments
  const pattern = what?.type === "Literal" && "regex" in what && what.regex ? what.regex.pattern : stringOf(what)
  if (!/^replace(?:All)?$/.test(propertyName(replace.callee) ?? "") || pattern !== "'" || stringOf(by) !== '"') return null
  return {
    at: replace,
    severity: "medium",
    title: "A value with an apostrophe does not parse",
    message: `\`JSON.parse\` throws as soon as a value holds an apostrophe, as in \`it's\`: \`${module.textOf(replace).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` makes a quote of it in the middle of the text.`,
    fix: "Have the other side write JSON, or read its notation with a parser of its own (`json5`).",
  }
}

/** A call in a listener that hands what came to a function of ours, which parses it outside any `try`. */
function parseBelow(project: Project, module: SourceModule, call: Call, around: FunctionNode): Draft | null {
  const listener = call.arguments.length > 0 ? listenerOf(module, around) : null
  if (!listener || isInsideTry(call, around) || !comesFromOutside(module, call, around)) return null
  const called = meaningOf(project, module, call.callee)
  // What an async function throws is a matter of who waits for it.
  if (called?.kind !== "function" || called.node.async || !called.node.body) return null
  const parsed = [bare(called.node.body), ...ownNodes(called.node.body)].find(
    (each) =>
      each.type === "CallExpression" &&
      called.module.textOf(each.callee) === "JSON.parse" &&
      !isInsideTry(each, called.node) &&
      parsesFirst(called.node, each),
  )
  if (!parsed) return null
  const name = calleeName(module, call)
  const line = called.module.lineOf(parsed)
  return {
    at: call,
    title: `A malformed ${listener.what} ends the process`,
    message: `\`${name}\` parses without a \`try\` (${called.module.path}:${line}): \`JSON.parse\` throws when ${listener.sender} sends something that is not JSON, and above a listener nobody catches it: ${listener.consequence}.`,
    fix: `Catch it in \`${name}\` or here, log what came, and return.`,
    trace: [
      { path: module.path, line: module.lineOf(call), what: "a listener hands on what came" },
      { path: called.module.path, line, what: "it is parsed outside any `try`" },
    ],
  }
}

// `JSON.parse(raw)`, `JSON.parse(data.toString())`, `JSON.parse(String(data))` of the first parameter
function parsesFirst(node: FunctionNode, parse: Call): boolean {
  const first = node.params[0]
  if (first?.type !== "Identifier" || !parse.arguments[0]) return false
  let value = bare(parse.arguments[0])
  if (value.type === "CallExpression")
    value = bare(value.callee.type === "MemberExpression" ? value.callee.object : (value.arguments[0] ?? value.callee))
  return value.type === "Identifier" && value.name === first.name
}

interface Listener {
  readonly what: string
  readonly sender: string
  readonly consequence: string
}

/** Whether a function is called by the event loop with data from outside. */
function listenerOf(module: SourceModule, node: FunctionNode): Listener | null {
  const parent = node.parent
  if (parent?.type === "Property" && /^(?:eachMessage|eachBatch)$/.test(propertyName(parent) ?? ""))
    return {
      what: "message",
      sender: "a producer",
      consequence: "the consumer fails, gets the same message again, and the partition stands still behind it",
    }
  if (parent?.type !== "CallExpression" || !parent.arguments.some((each) => each === node) || parent.callee.type !== "MemberExpression")
    return null
  const method = propertyName(parent.callee) ?? ""
  const object = module.textOf(parent.callee.object)
  if (/^(?:on|once|addListener)$/.test(method)) {
    const event = stringOf(parent.arguments[0])
    // Worker threads and child processes send what we wrote ourselves; standard output of a child is not the network.
    if (event === null || !EVENTS.test(event) || /process$|worker|parentPort|child|stdout|stderr|port\d?$/i.test(object)) return null
    const isBody = event === "end" || event === "data"
    return {
      what: isBody ? "body" : "message",
      sender: isBody ? "the other side" : "a client",
      consequence: node.async
        ? "the rejection is unhandled, and Node's default for that is to end the process"
        : "the uncaught exception ends the process with everything in it",
    }
  }
  if (method === "consume" && /chan|ch$|mq|queue/i.test(object))
    return {
      what: "message",
      sender: "a producer",
      consequence: "the process ends without an acknowledgement, and RabbitMQ hands the same message to the next one",
    }
  if (/^p?[sS]ubscribe$/.test(method) && /redis|sub/i.test(object))
    return { what: "message", sender: "a publisher", consequence: "the uncaught exception ends the process with everything in it" }
  return null
}

// What the program put together itself can be parsed again.
function comesFromOutside(module: SourceModule, call: Node & { type: "CallExpression" }, around: FunctionNode): boolean {
  const argument = call.arguments[0]
  if (!argument || stringOf(argument) !== null) return false
  const names = new Set(
    around.params.flatMap((each) => [...descendants(each)].flatMap((below) => (below.type === "Identifier" ? [below.name] : []))),
  )
  for (const each of descendants(argument)) {
    if (each.type !== "Identifier") continue
    if (names.has(each.name)) return true
    // `let body = ""; req.on("data", (chunk) => (body += chunk)); req.on("end", () => JSON.parse(body))`
    if (
      /^(?:body|data|raw|chunks?|buffer|payload|str|text|response|result)\w*$/i.test(each.name) &&
      bare(argument).type !== "MemberExpression"
    ) {
      const binding = module.bindings.resolve(each)
      if (binding && !isFunction(binding.declaration) && !/JSON\.stringify/.test(module.textOf(binding.declaration))) return true
    }
  }
  return false
}
