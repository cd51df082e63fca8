import { hashedBy, knownIn, purposeOf, tokenBeside } from "../calls/token-making.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

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
  needs: { path: "server" },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/Math\.random|md5|sha1|sha256|createHash|Date\.now/i.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const path = originOf(project, module, node.callee)
      if (path === "globalThis.Math.random") yield* guessed(module, node)
      else if (path === "globalThis.Date.now") continue
      else yield* derived(project, module, node, path)
    }
  },
})

function* guessed(module: SourceModule, call: Call): Generator<Draft> {
  const name = purposeOf(module, call)
  if (name === null) return
  yield {
    at: call,
    title: `\`${name}\` comes from \`Math.random\``,
    message: `Whoever has seen a few of these values computes the next ones: \`${name}\` is made with \`Math.random\`, whose state can be read from its output.`,
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
