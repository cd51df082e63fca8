import semver from "semver"
import { chosenByHeader } from "../calls/own-verifier.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { installedVersion } from "../source/installed-version.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type ArrayNode = Node & { type: "ArrayExpression" }

const MENTIONS_TOKENS = /jwt|jose|jsonwebtoken|\bjw[sa]\b|[HREP]S(?:256|384|512)/i
const SIGNED = /^(?:[HREP]S\d{3}|EdDSA)$/

export const noAlgorithmConfusion = defineRule({
  kind: "source",
  id: "no-algorithm-confusion",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "The sender of a token chooses how it is checked",
  why: "The header of a token names its algorithm, and the sender writes the header. Who accepts `none`, or both a shared secret and a public key, lets the sender pick the one that needs no secret.",
  fix: "Name the one algorithm the tokens are signed with.",
  cwe: ["CWE-347", "CWE-327"],
  needs: { path: "no test", text: [MENTIONS_TOKENS] },
  *check({ project, module }) {
    if (isTestPath(module.path) || !MENTIONS_TOKENS.test(module.text)) return
    for (const node of descendants(module.program)) {
      if (node.type === "Property" && propertyName(node) === "algorithms" && node.parent?.type !== "ObjectPattern") {
        const list = bare(node.value)
        if (list.type === "ArrayExpression") yield* judgeList(list)
        yield* judgeChosen(module, node.value)
      }
      if (node.type === "CallExpression") {
        yield* judgeVerify(project, module, node)
        yield* judgeSigner(project, module, node)
      }
      if (node.type === "ObjectExpression" || node.type === "ArrayExpression") yield* judgeTable(node)
    }
    yield* judgeOwnVerifier(project, module)
  },
})

function* judgeList(list: ArrayNode): Generator<Draft> {
  const names = list.elements.map((each) => (each ? stringOf(each) : null))
  const none = list.elements.find((each) => each !== null && stringOf(each)?.toLowerCase() === "none")
  if (none) {
    yield {
      at: none,
      severity: "critical",
      title: "Tokens without a signature are accepted",
      message: "With `none` in `algorithms` anyone writes a token with any content and it passes as verified.",
      fix: "List only the algorithm the tokens are signed with, such as `HS256` or `RS256`.",
    }
  }
  const shared = names.find((each) => each !== null && /^HS\d{3}$/.test(each))
  const asymmetric = names.find((each) => each !== null && /^(?:RS|ES|PS)\d{3}$|^EdDSA$/.test(each))
  if (!shared || !asymmetric) return
  yield {
    at: list,
    confidence: "medium",
    title: `Both ${shared} and ${asymmetric} are accepted for the same key`,
    message: `Whoever has the public key, which is public, signs tokens with it as if it were the secret of \`${shared}\`: the list accepts \`${shared}\` and \`${asymmetric}\`, and the token's sender chooses.`,
    fix: `Keep \`${asymmetric}\` for public keys or \`${shared}\` for a secret, and check the two with separate calls.`,
  }
}

// `{ algorithms: [header.alg] }`, with the header of the token that is to be checked.
function* judgeChosen(module: SourceModule, value: Node): Generator<Draft> {
  const list = bare(value)
  const only = list.type === "ArrayExpression" && list.elements.length === 1 && list.elements[0] ? bare(list.elements[0]) : null
  const chosen = only ? fromHeader(module, only) : null
  if (!only || chosen === null) return
  yield {
    at: value.parent ?? value,
    message: `Whoever writes the token says how it is checked: \`${module.textOf(only).replaceAll("`", "'").slice(0, 60)}\` comes out of its header, so \`${chosen}\` accepts any algorithm the library knows.`,
    fix: "Name the algorithm the tokens are signed with, or take it from the key that is looked up.",
  }
}

// `jws.verify(token, header.alg, key)`, `jwa(header.alg).verify(input, signature, key)`
function* judgeSigner(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const origin = originOf(project, module, call.callee)
  const algorithm = origin === "jws.verify" ? call.arguments[1] : origin === "jwa" ? call.arguments[0] : undefined
  if (!algorithm || fromHeader(module, bare(algorithm)) === null) return
  yield {
    at: call,
    message: `Whoever has the public key, which is public, signs tokens with it as if it were a secret: \`${module.textOf(algorithm).replaceAll("`", "'").slice(0, 60)}\` comes out of the token, and \`HS256\` is what its sender writes there.`,
    fix: "Name the algorithm the tokens are signed with.",
  }
}

function* judgeOwnVerifier(project: Project, module: SourceModule): Generator<Draft> {
  const chosen = chosenByHeader(project, module)
  if (!chosen) return
  yield {
    at: chosen.at,
    message: `Whoever has the public key, which is public, signs tokens with it as if it were a secret: the header of the token says whether \`${chosen.key}\` is the secret of an HMAC or a public key, and its sender writes the header.`,
    fix: "Let who calls it name the one algorithm, and refuse a token whose `alg` is another.",
  }
}

/** Where the algorithm in a token's own header is read, `decode`; `null` when an expression is something else. */
function isNothing(node: Node): boolean {
  const inner = bare(node)
  return (inner.type === "Literal" && inner.value === null) || (inner.type === "Identifier" && inner.name === "undefined")
}

function fromHeader(module: SourceModule, node: Node): string | null {
  let inner = node
  let isAlg = false
  for (let step = 0; step < 6; step++) {
    if (inner.type === "MemberExpression") {
      isAlg ||= propertyName(inner) === "alg"
      inner = bare(inner.object)
    } else if (inner.type === "AwaitExpression") inner = bare(inner.argument)
    // `token ? jws.decode(token) : null`, `jws.decode(token) || {}`
    else if (inner.type === "ConditionalExpression") inner = bare(isNothing(inner.consequent) ? inner.alternate : inner.consequent)
    else if (inner.type === "LogicalExpression") inner = bare(inner.operator === "&&" ? inner.right : inner.left)
    else if (inner.type === "Identifier") {
      const binding = module.bindings.resolve(inner)
      if (binding?.kind !== "variable" || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return null
      isAlg ||= binding.pattern.includes("alg")
      inner = bare(binding.declaration.init)
    } else if (inner.type === "CallExpression") {
      const name = nameOf(inner.callee) ?? ""
      return isAlg && /^(?:decode|decodeProtectedHeader|decodeJwt|jwtDecode|decodeComplete)$/.test(name) ? "algorithms" : null
    } else return null
  }
  return null
}

// `{ HS256: …, none: () => true }` and `new Map([["HS256", …], ["none", …]])`: checks by the name the sender writes.
function* judgeTable(table: Node & { type: "ObjectExpression" | "ArrayExpression" }): Generator<Draft> {
  const checks = new Map<string, { readonly at: Node; readonly check: Node }>()
  for (const each of table.type === "ObjectExpression" ? table.properties : table.elements) {
    if (each?.type === "Property") checks.set(propertyName(each) ?? "", { at: each, check: each.value })
    const [name, check] = each?.type === "ArrayExpression" ? each.elements : []
    if (each && name && check) checks.set(stringOf(name) ?? "", { at: each, check })
  }
  const none = checks.get("none") ?? checks.get("None")
  if (!none || ![...checks.keys()].some((each) => SIGNED.test(each)) || !mayAccept(none.check)) return
  yield {
    at: none.at,
    severity: "critical",
    title: "Tokens without a signature are accepted",
    message:
      "Anyone writes a token with any content and `none` as its algorithm, and it passes: the table has a check for tokens that nobody signed.",
    fix: "Take `none` out of the table.",
  }
}

// A function that does anything but throw or say no.
function mayAccept(check: Node): boolean {
  const inner = bare(check)
  if (!isFunction(inner) || !inner.body) return false
  if (inner.body.type === "Literal") return inner.body.value === true
  if (inner.body.type !== "BlockStatement") return true
  return (
    inner.body.body.every((each) => each.type !== "ThrowStatement") &&
    inner.body.body.some(
      (each) => each.type === "ReturnStatement" && each.argument && !(each.argument.type === "Literal" && !each.argument.value),
    )
  )
}

// `verify(token, publicKey)`: before version 4.2.2 an HMAC under the text of the public key passed. Later versions look at the key
// and take HS256 only with what is no public key in PEM.
function* judgeVerify(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  if (originOf(project, module, call.callee) !== "jsonwebtoken.verify") return
  const [, key, options] = call.arguments
  if (!key || !/^(?:\w*_)?(?:public_?key|pub_?key|public_?pem|certificate|cert)$/i.test(nameOf(key) ?? "")) return
  if (options && (bare(options).type !== "ObjectExpression" || propertyOf(options, "algorithms"))) return
  const version = installedVersion(project, module.path, "jsonwebtoken")
  if (version === null || !semver.lt(version, "4.2.2")) return
  const insert = options === undefined ? [{ start: key.end, end: key.end, text: ', { algorithms: ["RS256"] }' }] : undefined
  yield {
    at: call,
    title: "A public key is taken for a secret",
    message: `Whoever has the public key writes tokens for any user: jsonwebtoken ${version} takes the algorithm from the token, and one signed with \`HS256\` and the text of \`${module.textOf(key)}\` passes.`,
    fix: 'Pass `{ algorithms: ["RS256"] }`, and update jsonwebtoken, which refuses this by itself from 4.2.2 on.',
    ...(insert ? { edits: insert } : {}),
  }
}

function nameOf(node: Node): string | null {
  const inner = bare(node)
  return inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? propertyName(inner) : null
}
