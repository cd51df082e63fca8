import { unevenChoice } from "../calls/modulo-bias.ts"
import { tokenUseOf } from "../calls/random-helper.ts"
import { sessionCookieOf } from "../calls/session-cookie.ts"
import { namesSession } from "../calls/session-use.ts"
import { hashedBy, knownIn, purposeOf, tokenBeside } from "../calls/token-making.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const MAKES_TOKENS =
  /Math\.random|md5|sha1|sha256|createHash|Date\.now|randomBytes|getRandomValues|uuid|nanoid|shortid|uniqid|chance|\b(?:random|sample|sampleSize|shuffle)\(/i
// They draw with `Math.random`, or with a generator that is no better (lodash/_baseRandom.js, chance/chance.js, nanoid/non-secure/index.js).
const DRAWS =
  /^(?:lodash|lodash-es|underscore)[./](?:sample|sampleSize|shuffle|random)$|^lodash\.(?:samplesize|sample|shuffle|random)$|^chance(?:\.Chance)?\(\)\.\w+$|^nanoid\/non-secure\.\w+(?:\(\))?$/

export const noPredictableToken = defineRule({
  kind: "source",
  id: "no-predictable-token",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A token can be guessed",
  why: "A reset link, a session id or a one-time code is worth as much as nobody can foretell it. `Math.random` gives away its state after a few values, and a hash of an address or a time is the same for everyone who computes it.",
  fix: 'Use `crypto.randomBytes(32).toString("hex")`, or `crypto.randomInt` for codes of digits.',
  cwe: ["CWE-330", "CWE-338", "CWE-640"],
  needs: { path: "server", text: [MAKES_TOKENS] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !MAKES_TOKENS.test(module.text)) return
    const told = new Map<FunctionNode | null, Set<string>>()
    for (const node of nodesOf(module.program, "CallExpression")) {
      const path = originOf(project, module, node.callee)
      if (path === "globalThis.Math.random") yield* guessed(project, module, node, told)
      else if (path !== null && DRAWS.test(path)) yield* guessed(project, module, node, told, module.textOf(node.callee).slice(0, 40))
      else if (path === "globalThis.Date.now") yield* timed(module, node)
      else if (path !== null && ORDERLY.test(path)) yield* orderly(module, node, path)
      else if (path === "crypto.randomBytes") yield* short(module, node)
      else yield* derived(project, module, node, path)
    }
    if (RANDOM_BYTES.test(module.code)) for (const node of nodesOf(module.program, "BinaryExpression")) yield* uneven(project, module, node)
  },
})

const MAKES_SECRET = /passw|passcode|passphrase|token|secret|\botp|(?:pin|invite|coupon|voucher|recovery|reset)_?code|api_?key/i
const MAX_READ = 5_000
const RANDOM_BYTES = /randomBytes|getRandomValues/

// `letters[bytes[at] % letters.length]`
function* uneven(project: Project, module: SourceModule, remainder: Node & { type: "BinaryExpression" }): Generator<Draft> {
  const choice = unevenChoice(project, module, remainder)
  if (!choice) return
  const { from, size } = choice
  const first = size === null ? "the first ones" : `the first ${String(256 % size)} of ${String(size)}`
  yield {
    at: remainder,
    severity: "low",
    // A quarter more often matters where a person's password or a short code is made, and hardly for an id.
    confidence: MAKES_SECRET.test(`${module.path} ${module.namesOf(enclosingFunction(remainder) ?? module.program).slice(0, MAX_READ)}`)
      ? "medium"
      : "low",
    title: "Some characters come up more often than others",
    message: `Whoever tries values begins with the likely ones: a byte has 256 values, and with \`%\` ${first} in \`${module.textOf(from).replaceAll("`", "'").slice(0, 40)}\` get one more of them.`,
    fix: `Take \`crypto.randomInt(${module.textOf(remainder.right).replaceAll("`", "'").slice(0, 40)})\`, which is even.`,
  }
}

// Made of the time and a counter.
const ORDERLY = /^(?:uuid\.v[16]|uuid\/v1|shortid(?:\.generate)?|uniqid(?:\.\w+)?|cuid|bson\.ObjectId\(\)\.\w+)$/
// ASVS: tokens of 64 bits at least; a code that is tried a few times only is another matter.
const LEAST_BYTES = 8

function* orderly(module: SourceModule, call: Call, path: string): Generator<Draft> {
  const own = purposeOf(module, call)
  const name = own !== null && OPENS.test(own) ? own : sessionCookieOf(module, call)
  if (name === null) return
  yield {
    at: call,
    severity: "medium",
    title: `\`${name}\` is made of the time`,
    message: `Whoever gets one of these values narrows the others down to a few thousand: \`${path.replace("globalThis.", "")}\` makes names that are unique, not secret.`,
    fix: 'Use `crypto.randomBytes(32).toString("hex")` or `crypto.randomUUID()`.',
  }
}

// `const token = Date.now().toString(36)`
function* timed(module: SourceModule, call: Call): Generator<Draft> {
  const name = purposeOf(module, call)
  if (name === null || !OPENS.test(name)) return
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "CallExpression" && above.callee !== below) return
    // `const timeLeftOnToken = expires - Date.now()` is a span of time.
    if (above.type === "BinaryExpression" && !/^[+]$/.test(above.operator)) return
    if (above.type === "VariableDeclarator" || above.type === "ReturnStatement" || above.type === "AssignmentExpression") break
    below = above
  }
  if (/random|crypto|uuid|nanoid|hash|hmac|sign|secret\b/i.test(module.namesOf(below).slice(0, 500))) return
  yield {
    at: call,
    title: `\`${name}\` is the time`,
    message: `Whoever knows about when it was made tries a few thousand values and has it: \`${module.textOf(below).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)}\` holds nothing but the time.`,
    fix: 'Use `crypto.randomBytes(32).toString("hex")` or `crypto.randomUUID()`.',
  }
}

function* short(module: SourceModule, call: Call): Generator<Draft> {
  const [size] = call.arguments
  const name = size?.type === "Literal" && typeof size.value === "number" && size.value < LEAST_BYTES ? purposeOf(module, call) : null
  if (name === null || size?.type !== "Literal" || !OPENS.test(name)) return
  yield {
    at: call,
    severity: "medium",
    confidence: "medium",
    title: `\`${name}\` has only ${Number(size.value) * 8} bits`,
    message: `With many of them in use, somebody who tries values at random finds one that is valid: ${String(size.value)} bytes are ${(256 ** Number(size.value)).toLocaleString("en")} values.`,
    fix: "Use 16 bytes at least, usually 32.",
    edits: [{ start: size.start, end: size.end, text: "32" }],
  }
}

const OPENS = /(?:token|secret|password|session_?id|api_?key)$/i

function* guessed(
  project: Project,
  module: SourceModule,
  call: Call,
  told: Map<FunctionNode | null, Set<string>>,
  through: string | null = null,
): Generator<Draft> {
  const own = purposeOf(module, call) ?? (namesSession(module, call) ? "session id" : null)
  const use = own === null ? tokenUseOf(project, module, call) : null
  const name = own ?? use?.purpose ?? sessionCookieOf(module, call)
  if (name === null) return
  // One token is often put together of several values: `text += letters[…]; text += digits[…]`.
  const around = enclosingFunction(call)
  const names = told.get(around) ?? new Set()
  if (around !== null && names.has(name)) return
  told.set(around, names.add(name))
  const step = (of: SourceModule, node: Node, what: string) => ({ path: of.path, line: of.lineOf(node), what })
  yield {
    at: call,
    ...(use ? { trace: [step(module, call, "the value is made here"), step(use.module, use.call, `and is used as \`${name}\``)] } : {}),
    title: `\`${name}\` comes from \`${through ?? "Math.random"}\``,
    message: `Whoever has seen a few of these values computes the next ones: \`${name}\` is made with ${through === null ? "`Math.random`" : `\`${through}\`, which draws like \`Math.random\``}, whose state can be read from its output.`,
    fix: /otp|code|pin/i.test(name)
      ? "Use `crypto.randomInt(100000, 1000000)` for a code of six digits, and limit how often it may be tried."
      : 'Use `crypto.randomBytes(32).toString("hex")` or `crypto.randomUUID()`.',
  }
}

// `token == md5(req.query.login)`, `user.resetToken = sha1(email)`
function* derived(project: Project, module: SourceModule, call: Call, path: string | null): Generator<Draft> {
  const hashed = hashedBy(project, module, call, path)
  if (!hashed) return
  const known = knownIn(hashed)
  if (known === null) return
  const name = tokenBeside(call)
  if (name === null) return
  yield {
    at: call,
    severity: "critical",
    title: `\`${name}\` can be computed by anyone`,
    message: `Anyone makes the \`${name}\` of any account: it is a hash of \`${module.textOf(known).slice(0, 40)}\`, which is no secret, and nothing random or secret goes into it.`,
    fix: 'Store `crypto.randomBytes(32).toString("hex")` with an end for each request, and compare with what was stored.',
  }
}
