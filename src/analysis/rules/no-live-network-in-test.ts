import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { callFacts } from "../calls/call-facts.ts"
import { ioBelow } from "../calls/io-below.ts"
import { ancestors, bare, isFunction, nodesOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { testCallsIn } from "../test-cases.ts"
import { isAssertion } from "../tests/assertions.ts"

const MOCKED =
  /\bnock\b|\bmsw\b|setupServer|MockAgent|mockAgent|fetch-?mock|fetchMock|axios-mock-adapter|MockAdapter|\b(?:jest|vi)\.(?:mock|fn|spyOn|stubGlobal)|\bsinon\b|proxyquire|rewire|testdouble|globalThis\.fetch\s*=|global\.fetch\s*=/
const NOT_LIVE =
  /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\]|host\.docker|[\w.-]*\.(?:test|local|localhost|invalid|example|internal)(?=[:/]|$)|(?:[\w-]+\.)*example\.(?:com|org|net)|\$\{|[\w-]+(?=[:/]|$))/i

export const noLiveNetworkInTest = defineRule({
  kind: "source",
  id: "no-live-network-in-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "medium",
  title: "A test talks to a real server on the network",
  why: "It fails when that server is slow, changed or away, and for everybody who works without a network. It may also change something there with every run of the pipeline.",
  fix: "Answer the request in the test (`nock`, `msw`, undici's `MockAgent`), or start a server of your own.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path) || MOCKED.test(module.code) || isMockedForAll(project)) return
    const cases = testCallsIn(project, module)
    if (cases.length === 0) return
    yield* liveClients(project, module)
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (!cases.some((each) => each.call.start <= node.start && node.end <= each.call.end)) continue
      const url = addressOf(node)
      if (url === null || NOT_LIVE.test(url)) continue
      const isFetch = node.callee.type === "Identifier" && node.callee.name === "fetch" && module.bindings.resolve(node.callee) === null
      if (!isFetch && !callFacts(project, module, node).facts.includes("http")) continue
      const host = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1] ?? url
      yield {
        at: { start: node.start, end: Math.min(node.end, node.start + 160) },
        title: `The test sends a request to ${host.slice(0, 60)}`,
        message: `Nothing in this file answers for \`${host.replaceAll("`", "'").slice(0, 60)}\`, so the test depends on that server and on the network: it turns red without any change to this code.`,
        key: `live ${host}`,
      }
      return
    }
  },
})

/** `new RatesClient({ baseUrl: "https://…" })` of the repository itself, whose methods send requests there. */
function* liveClients(project: Project, module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "NewExpression")) {
    const url = addressIn(node.arguments)
    const made = url === null || NOT_LIVE.test(url) ? null : meaningOf(project, module, node.callee)
    if (url === null || made?.kind !== "class" || isTestPath(made.module.path)) continue
    const request = ioBelow(project, made.module, made.node.body, ["http"], 1)
    if (!request || !isPutToUse(project, module, node)) continue
    const host = /^https?:\/\/([^/:?#]+)/.exec(url)?.[1] ?? url
    yield {
      at: { start: node.start, end: Math.min(node.end, node.start + 160) },
      title: `The test sends requests to ${host.slice(0, 60)}`,
      message: `\`${module.textOf(node.callee).slice(0, 40)}\` is the real client (${made.module.path}:${made.module.lineOf(request.call)} sends its requests), and nothing in this file answers for \`${host.replaceAll("`", "'").slice(0, 60)}\`: the test depends on that server and on the network, and turns red without any change to this code.`,
      fix: "Hand the code under test an object that answers in its place, or answer the requests in the test (`nock`, `msw`, undici's `MockAgent`).",
      key: `live ${host}`,
    }
    return
  }
}

/** The address among the arguments of a constructor: `"https://…"`, `{ baseUrl: "https://…" }`. */
function addressIn(given: readonly Node[]): string | null {
  for (const each of given) {
    const value = bare(each)
    const texts =
      value.type === "ObjectExpression"
        ? value.properties.map((one) => (one.type === "Property" ? stringOf(one.value) : null))
        : [stringOf(value)]
    const found = texts.find((text) => text !== null && /^https?:\/\//.test(text))
    if (found != null) return found
  }
  return null
}

/** Whether a client is handed on to what is tested, or asked for something that sends a request. */
function isPutToUse(project: Project, module: SourceModule, made: Node): boolean {
  const { parent } = made
  if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier")
    return parent?.type === "CallExpression" || parent?.type === "Property"
  const binding = module.bindings.resolve(parent.id)
  return (
    binding !== null &&
    usesOf(module, binding, module.program).some((use) => {
      const at = use.parent
      if (at?.type === "CallExpression" || (at?.type === "Property" && !isExpected(at)))
        return at.type !== "CallExpression" || !isAssertion(at)
      const call = at?.type === "MemberExpression" && at.object === use ? at.parent : null
      return call?.type === "CallExpression" && call.callee === at && ioBelow(project, module, call, ["http"]) !== null
    })
  )
}

// `expect(made).toEqual({ client })`
function isExpected(property: Node): boolean {
  for (const above of ancestors(property)) if (isFunction(above) || isAssertion(above)) return isAssertion(above)
  return false
}

function addressOf(call: Node & { type: "CallExpression" }): string | null {
  const [first] = call.arguments
  if (first?.type === "Literal" && typeof first.value === "string") return /^https?:\/\//.test(first.value) ? first.value : null
  if (first?.type === "TemplateLiteral") {
    const start = first.quasis[0]?.value.cooked ?? ""
    return /^https?:\/\/[\w.-]+\//.test(start) ? start : null
  }
  return null
}

// One set-up file for all tests may keep them off the network.
function isMockedForAll(project: Project): boolean {
  return project.once("network is mocked for all tests", () =>
    project.sourcePaths.some(
      (path) =>
        /set-?up|jest\.|vitest\.|mocha|test-?helper|support\//i.test(path) &&
        project.codeMentions(path, /nock|msw|disableNetConnect|MockAgent|fetch-?mock/i),
    ),
  )
}
