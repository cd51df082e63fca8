import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { canonicalPath } from "../model-index.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

// They go on to wherever an answer sends them, unless they are told not to.
const FOLLOWS = /^(?:globalThis\.fetch|axios(?:\.(?:get|head|post|request))?|got(?:\.(?:get|head|stream))?|superagent(?:\.get)?)$/
const CALLS = /^(?:globalThis\.fetch|undici\.(?:request|stream)|https?\.(?:get|request)|axios\b.*|got\b.*|needle\b.*)$/
const TELLS_ADDRESSES = /^(?:net\.isIP(?:v[46])?|(?:ipaddr\.js|ip|private-ip|is-ip|ip-range-check|netmask|dns)\b.*)$/
// A function that looks at addresses, and not at a list of hosts.
const LOOKS_AT_ADDRESS = /\bisIP(?:v[46])?\(|\bipaddr\b|169\.254|127\.0\.0|\bdns\b|\blookup\(|private-?ip|\bnetmask\b/i
const DECIDES = /^(?:redirect|maxRedirects|followRedirect|followRedirects|follow|beforeRedirect|maxRedirections|hooks|interceptors)$/
const CONNECTS = /^(?:https?Agent|agents?|dispatcher|lookup|connect)$/
// It looks at the address of the connection itself, whoever resolved it.
const LOOKS_AT_CONNECTION = /remoteAddress|\bconnect\s*\(|\bconnect:\s*(?:async\s*)?(?:\(|function|\w+[,}\s])|createConnection|filter/i
const MAX_TEXT = 20_000
// Each is compared with every other call around it; no function asks so many others.
const MAX_REQUESTS = 40

export const noUncheckedRedirectTarget = defineRule({
  kind: "source",
  id: "no-unchecked-redirect-target",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "An address is checked, and the one it redirects to is not",
  why: "Whoever gives an address also runs the server behind it, and answers with a redirect to `http://169.254.169.254/` or to a database inside. A check of the first address says nothing of the second; and a lookup of one's own is not asked where the second is an IP address.",
  fix: 'Follow redirects by hand and check each target, or refuse them: `redirect: "error"`.',
  cwe: ["CWE-918"],
  needs: { path: "server", words: ["fetch", "axios", "got", "superagent", "undici", "request", "needle"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const requests = new Map<FunctionNode, number>()
    for (const call of nodesOf(module.program, "CallExpression")) {
      const around = enclosingFunction(call)
      const origin = around ? canonicalPath(originOf(project, module, call.callee) ?? "") : ""
      const target = CALLS.test(origin) ? addressOf(call) : null
      if (!around || !target) continue
      const count = (requests.get(around) ?? 0) + 1
      requests.set(around, count)
      if (count > MAX_REQUESTS) continue
      const { names, checks } = project.onceFor(around, `checks of the address ${target.name}`, () => {
        const names = namesFor(module, around, target)
        return { names, checks: checksOf(project, module, around, names) }
      })
      const loop = loopAround(call, around)
      const followed = loop === null ? null : setFromAnswer(module, loop, names)
      const check = checks.find((each) => each.start < call.start)
      if (!check) continue
      const how = module.textOf(check).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      const code = module.textOf(call.callee)
      if (followed && loop) {
        if (nodesOf(module.program, "CallExpression").some((each) => within(loop, each) && isCheck(project, module, each, names))) continue
        const code = module.textOf(followed).replace(/\s+/g, " ").slice(0, 60)
        yield {
          at: followed,
          title: `\`${target.name}\` becomes what a redirect says, and is not checked again`,
          message: `Whoever gives the address has the service call any address its network reaches, by redirecting to it: \`${how}\` is asked before the loop, and after \`${code}\` the next request goes wherever the answer says.`,
          fix: `Ask \`${how}\` inside the loop, before each request.`,
        }
      } else if (FOLLOWS.test(origin) && followsByItself(project, module, call)) {
        yield {
          at: call,
          title: `\`${code}\` follows redirects to addresses that nobody checks`,
          message: `Whoever gives the address answers with a redirect to \`http://169.254.169.254/\` or to a service inside, and gets what that says: \`${how}\` looks at the first address, \`${code}\` goes on by itself.`,
          ...(origin.startsWith("axios")
            ? { fix: "`maxRedirects: 0`, or check each target in `beforeRedirect`." }
            : origin.startsWith("got")
              ? { fix: "`followRedirect: false`, or check each target in the hook `beforeRedirect`." }
              : {}),
        }
      }
    }
  },
})

/** The name in `fetch(url)`, `fetch(url.href)`, `fetch(String(url))`. */
function addressOf({ arguments: [first] }: Call): (Node & { type: "Identifier" }) | null {
  let inner = first ? bare(first) : null
  if (inner?.type === "CallExpression" && inner.callee.type === "Identifier" && inner.callee.name === "String")
    inner = inner.arguments[0] ? bare(inner.arguments[0]) : null
  if (inner?.type === "CallExpression" && inner.callee.type === "MemberExpression" && propertyName(inner.callee) === "toString")
    inner = bare(inner.callee.object)
  if (inner?.type === "MemberExpression" && propertyName(inner) === "href") inner = bare(inner.object)
  return inner?.type === "Identifier" ? inner : null
}

/** What the address is called in a function: as a text and as a `URL`. */
function namesFor(module: SourceModule, around: FunctionNode, target: Node & { type: "Identifier" }): ReadonlySet<string> {
  const names = new Set([target.name])
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    if (!within(around, node) || node.id.type !== "Identifier" || !node.init || !/\bnew URL\(/.test(module.textOf(node.init))) continue
    const inside = [...descendants(node.init)].flatMap((each) => (each.type === "Identifier" ? each.name : []))
    if (inside.includes(target.name)) names.add(node.id.name)
    else if (node.id.name === target.name) {
      const made = [...descendants(node.init)].find((each) => each.type === "NewExpression")
      const given = made?.type === "NewExpression" && made.arguments[0] ? bare(made.arguments[0]) : null
      if (given?.type === "Identifier") names.add(given.name)
    }
  }
  return names
}

function checksOf(project: Project, module: SourceModule, around: FunctionNode, names: ReadonlySet<string>): Call[] {
  return nodesOf(module.program, "CallExpression").filter((each) => within(around, each) && isCheck(project, module, each, names))
}

/** Whether a call looks at where the address leads: `isIP(url.hostname)`, `assertPublic(url)`. */
function isCheck(project: Project, module: SourceModule, call: Call, names: ReadonlySet<string>): boolean {
  const isAbout = call.arguments.some((each) => [...descendants(each)].some((node) => node.type === "Identifier" && names.has(node.name)))
  if (!isAbout) return false
  if (TELLS_ADDRESSES.test(originOf(project, module, call.callee) ?? "")) return true
  const meaning = meaningOf(project, module, call.callee)
  if (meaning?.kind !== "function") return false
  const text = meaning.module.namesOf(meaning.node).slice(0, MAX_TEXT)
  // Whoever fetches looks at the address too, later.
  if (/\bfetch\(|\baxios\b|\bgot\(|\brequest\(/.test(text)) return false
  if (LOOKS_AT_ADDRESS.test(text)) return true
  return nodesOf(meaning.module.program, "CallExpression").some((each) => {
    const inner = within(meaning.node, each) ? meaningOf(project, meaning.module, each.callee) : null
    return inner?.kind === "function" && LOOKS_AT_ADDRESS.test(inner.module.namesOf(inner.node).slice(0, MAX_TEXT))
  })
}

function loopAround(node: Node, around: FunctionNode): Node | null {
  for (const above of ancestors(node)) {
    if (above === around || isFunction(above)) return null
    if (/^(?:For|While|DoWhile)Statement$/.test(above.type)) return above
  }
  return null
}

// `url = new URL(response.headers.location, url)`
function setFromAnswer(module: SourceModule, loop: Node, names: ReadonlySet<string>): Node | null {
  const found = nodesOf(module.program, "AssignmentExpression").find(
    (each) =>
      within(loop, each) && each.left.type === "Identifier" && names.has(each.left.name) && /location/i.test(module.textOf(each.right)),
  )
  return found ?? null
}

/** Whether nothing in the options keeps a client from following, or looks at the address of each connection. */
function followsByItself(project: Project, module: SourceModule, call: Call): boolean {
  const given = call.arguments.slice(1).at(-1)
  if (!given) return true
  const written = definitionOf(project, module, given)
  if (written?.node.type !== "ObjectExpression") return false
  for (const each of written.node.properties) {
    if (each.type !== "Property") return false
    const name = propertyName(each) ?? ""
    if (DECIDES.test(name)) return stringOf(each.value) === "follow"
    if (!CONNECTS.test(name)) continue
    const agent = definitionOf(project, written.module, each.value)
    const text = agent?.node.type === "NewExpression" ? agent.module.textOf(agent.node) : ""
    if (!/\blookup\b/.test(text) || LOOKS_AT_CONNECTION.test(text.replace(/\bconnect:\s*\{/, ""))) return false
  }
  return true
}

function within(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}
