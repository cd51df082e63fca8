import { ioBelow } from "../calls/io-below.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, isClass, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"
import { isAssertion, rootOf } from "../tests/assertions.ts"
import { isEmptied, mockedModules } from "../tests/mocked-modules.ts"
import type { MockedModule } from "../tests/mocked-modules.ts"

type Call = Node & { type: "CallExpression" }

export const noMockedSubject = defineRule({
  kind: "source",
  id: "no-mocked-subject",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "medium",
  title: "The test replaces what it is a test of",
  why: "A mock gives back what the test put in. A test that asks the mock and asserts the answer says nothing about the code, counts as its coverage all the same, and stays green when the code breaks.",
  fix: "Replace what the code under test uses (the database, the clock, other services), and run the code itself.",
  cwe: [],
  needs: { path: "test", words: ["mock", "spyOn", "stub"] },
  *check({ project, module }) {
    if (!isTestPath(module.path)) return
    const cases = testCallsIn(project, module).filter((each) => each.kind === "case" && each.body?.body)
    for (const mocked of mockedModules(project, module)) yield* askedItself(project, module, mocked, cases)
    for (const test of cases) {
      yield* replacedAndAsked(project, module, test)
      yield* ownMethodReplaced(project, module, test)
    }
  },
})

/** `vi.mock("../src/throttle")`, and a test that asserts what `hit(…)` of it gives. */
function* askedItself(project: Project, module: SourceModule, mocked: MockedModule, cases: readonly TestCall[]): Generator<Draft> {
  for (const test of cases) {
    for (const call of assertedCalls(module, test.body as FunctionNode)) {
      const name = nameIn(project, module, call, mocked)
      if (name === null || !isEmptied(module, mocked, name) || !isToldItsAnswer(module, name)) continue
      yield {
        at: { start: mocked.call.start, end: mocked.call.callee.end },
        title: `\`${name}\` is a mock in its own test`,
        message: `${nameTest(test)} calls \`${name}\` (line ${module.lineOf(call)}), of which this line makes a mock: what it asserts is the value that the test put in itself, and it stays green whatever \`${mocked.path}\` does.`,
        fix: `Leave \`${mocked.path}\` as it is and replace what it uses.`,
        trace: [
          { path: module.path, line: module.lineOf(mocked.call), what: "replaces the whole file" },
          { path: module.path, line: module.lineOf(call), what: "asks the replacement" },
        ],
        key: `mocked ${mocked.path}`,
      }
      return
    }
  }
}

/** The calls whose answer a test asserts: `expect(f())`, `assert.equal(f(), 1)`, and `const x = await f(); expect(x)…`. */
function* assertedCalls(module: SourceModule, body: FunctionNode): Generator<Call> {
  for (const node of descendants(body.body as Node)) {
    if (!isAssertion(node)) continue
    const root = rootOf(node)
    const first = (root.type === "CallExpression" ? root : node).arguments[0]
    let value = first ? bare(first) : null
    while (value?.type === "MemberExpression") value = bare(value.object)
    const declaration = value?.type === "Identifier" ? module.bindings.resolve(value)?.declaration : null
    if (declaration?.type === "VariableDeclarator" && declaration.init && declaration.start > body.start && declaration.end < body.end)
      value = bare(declaration.init)
    if (value?.type === "CallExpression") yield value
  }
}

/** What a call of the mocked file is called there, `hit` or `service.hit`; `null` for calls of anything else. */
function nameIn(project: Project, module: SourceModule, call: Call, { path }: MockedModule): string | null {
  const callee = bare(call.callee)
  const object = callee.type === "MemberExpression" ? bare(callee.object) : callee
  const binding = object.type === "Identifier" ? module.bindings.resolve(object) : null
  if (!binding || binding !== module.bindings.top.get(binding.name)) return null
  const around = binding.kind === "import" ? binding.declaration.parent : null
  const required = binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  const specifier =
    around?.type === "ImportDeclaration"
      ? around.source.value
      : required?.type === "CallExpression" && module.textOf(required.callee) === "require"
        ? stringOf(required.arguments[0])
        : null
  if (specifier === null || project.resolve(module.path, specifier) !== path) return null
  return callee.type === "MemberExpression" ? propertyName(callee) : binding.name
}

/** Whether the file says what a mock gives back: `vi.mocked(hit).mockResolvedValue(…)`. */
function isToldItsAnswer(module: SourceModule, name: string): boolean {
  return new RegExp(`\\b${escapePattern(name)}(?:\\)| as [\\w.<>]{1,40}\\))?\\s*\\.mock(?:Return|Resolved|Rejected)Value`).test(module.code)
}

interface Standin {
  readonly at: Node
  /** What the method is replaced on: `service`, `Service.prototype`. */
  readonly object: Node
  readonly method: string
}

/** `vi.spyOn(service, "fee").mockReturnValue(950)` and `expect(service.fee())` in one test: the answer of the replacement is asserted. */
function* replacedAndAsked(project: Project, module: SourceModule, test: TestCall): Generator<Draft> {
  const body = test.body?.body
  // What is put back may be asked itself.
  if (!test.body || !body || /mockRestore|restoreAllMocks|mockReset|\.restore\(|mockImplementationOnce|ValueOnce/.test(module.textOf(body)))
    return
  for (const node of descendants(body)) {
    const standin = standinOf(module, node)
    const asked = standin && [...assertedCalls(module, test.body)].find((each) => asksStandin(project, module, standin, each))
    if (!standin || !asked) continue
    yield {
      at: { start: node.start, end: Math.min(node.end, standin.at.end) },
      title: `\`${standin.method}\` is replaced where it is tested`,
      message: `${nameTest(test)} calls \`${standin.method}\` itself (line ${module.lineOf(asked)}) and asserts the answer that this line puts in: the code of \`${standin.method}\` never runs, and the test stays green whatever becomes of it.`,
      fix: `Let \`${standin.method}\` run; replace only what it uses.`,
      trace: [
        { path: module.path, line: module.lineOf(node), what: "replaces the method" },
        { path: module.path, line: module.lineOf(asked), what: "asks the replacement" },
      ],
      key: `asked ${standin.method}`,
    }
    return
  }
}

/** A method that gets an answer of the test's own, by a spy or by an assignment; `null` for everything else. */
function standinOf(module: SourceModule, node: Node): Standin | null {
  if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && node.operator === "=") {
    const method = propertyName(node.left)
    const isMock = /^(?:jest|vi)\.fn\(|^sinon\.(?:stub|fake)|^(?:\w+\.)?mock\.fn\(/.test(module.textOf(node.right).slice(0, 60))
    return method !== null && isMock ? { at: node.left, object: bare(node.left.object), method } : null
  }
  if (node.type !== "CallExpression") return null
  const callee = bare(node.callee)
  const name = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  const made = callee.type === "MemberExpression" ? bare(callee.object) : null
  const isTold = /^(?:mock(?:Return|Resolved|Rejected)Value|returns|resolves|rejects)$/.test(name) && made?.type === "CallExpression"
  const isNode = /(?:^|\.)mock\.method$/.test(module.textOf(callee).slice(0, 60)) && node.arguments.length > 2
  const setter = isTold ? made : isNode ? node : null
  if (!setter || !/^(?:jest|vi)\.spyOn$|\.stub$|^stub$|\.?mock\.method$/.test(module.textOf(setter.callee).slice(0, 60))) return null
  const method = stringOf(setter.arguments[1])
  const object = setter.arguments[0]
  return method === null || !object ? null : { at: setter, object: bare(object), method }
}

/** Whether a call is one of the method that was replaced, and that method is code of the repository. */
function asksStandin(project: Project, module: SourceModule, { at, object, method }: Standin, call: Call): boolean {
  const callee = bare(call.callee)
  if (call.start < at.end || callee.type !== "MemberExpression" || propertyName(callee) !== method) return false
  const called = meaningOf(project, module, callee)
  if (called?.kind !== "function" || isTestPath(called.module.path)) return false
  if (object.type === "Identifier") {
    const asked = bare(callee.object)
    return asked.type === "Identifier" && module.bindings.resolve(asked) === module.bindings.resolve(object)
  }
  // `Service.prototype`
  const owner =
    object.type === "MemberExpression" && propertyName(object) === "prototype" ? meaningOf(project, module, object.object) : null
  return owner?.kind === "class" && isClass(owner.node) && methodOf(owner.node, method) === called.node
}

/** `jest.spyOn(service, "fee").mockReturnValue(950)`, and a test that finds the 950 in what `service` did with it. */
function* ownMethodReplaced(project: Project, module: SourceModule, test: TestCall): Generator<Draft> {
  const body = test.body?.body
  if (!body) return
  for (const node of descendants(body)) {
    const replaced = node.type === "CallExpression" ? replacement(module, node) : null
    if (replaced === null) continue
    const subject = meaningOf(project, module, replaced.object)
    if (subject?.kind !== "instance" || !isClass(subject.node) || isTestPath(subject.module.path)) continue
    const method = methodOf(subject.node, replaced.method)
    if (!method?.body || !decides(method) || ioBelow(project, subject.module, method.body, ["db-read", "db-list", "db-write", "http"]))
      continue
    const caller = [...descendants(body)].find((each) => callsThrough(each, replaced, subject.node as Node, subject.module))
    if (!caller || !isFoundAgain(module, body, replaced.value) || isTestedElsewhere(project, replaced.method)) continue
    yield {
      at: { start: node.start, end: Math.min(node.end, node.start + 200) },
      title: `\`${replaced.method}\` is replaced where it is tested`,
      message: `${nameTest(test)} stays green whatever \`${replaced.method}\` (${subject.module.path}:${subject.module.lineOf(method)}) works out: this line puts ${module.textOf(replaced.value).slice(0, 40).replaceAll("`", "'")} in its place, and the same is asserted. No other test calls it.`,
      fix: `Let \`${replaced.method}\` run and assert what it has to give for these data.`,
      key: `replaced ${replaced.method}`,
    }
    return
  }
}

interface Replacement {
  readonly object: Node & { type: "Identifier" }
  readonly method: string
  readonly value: Node & { type: "Literal" }
}

// A value that could stand there by chance proves nothing.
const TELLING = /^-?\d[\d_]+(?:\.\d+)?$|^-?\d+\.\d+$|^["'].{2,200}["']$/

/** The method of an object that a call gives a fixed answer, for Jest, Vitest, Sinon and `node:test`; `null` for other calls. */
function replacement(module: SourceModule, call: Call): Replacement | null {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression") return null
  const name = propertyName(callee) ?? ""
  const made = bare(callee.object)
  const isTold = /^(?:mock(?:Return|Resolved)Value(?:Once)?|returns|resolves)$/.test(name) && made.type === "CallExpression"
  if (!isTold && name !== "method") return null
  const setter = isTold ? made : call
  const [object, method, by] = setter.arguments
  const answer = isTold ? call.arguments[0] : by && isFunction(bare(by)) ? (bare(by) as FunctionNode).body : null
  const value = answer ? bare(answer) : null
  const isSetter = /^(?:jest|vi)\.spyOn$|\.stub$|^stub$|\.?mock\.method$/.test(module.textOf(setter.callee).slice(0, 60))
  if (!isSetter || object?.type !== "Identifier" || value?.type !== "Literal" || !TELLING.test(module.textOf(value))) return null
  const key = stringOf(method)
  return key === null ? null : { object, method: key, value }
}

function methodOf(owner: Node & { type: "ClassDeclaration" | "ClassExpression" }, name: string): FunctionNode | null {
  const member = owner.body.body.find((each) => propertyName(each) === name)
  return member?.type === "MethodDefinition" && isFunction(member.value) ? member.value : null
}

/** Whether a function works something out: it calculates or chooses. */
function decides(method: FunctionNode): boolean {
  return [...descendants(method.body as Node)].some(
    (each) => each.type === "BinaryExpression" || each.type === "ConditionalExpression" || each.type === "IfStatement",
  )
}

/** Whether a node calls another method of the same object that uses the one that was replaced. */
function callsThrough(node: Node, { object, method }: Replacement, owner: Node, home: SourceModule): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || !isClass(owner)) return false
  if (node.callee.object.type !== "Identifier" || node.callee.object.name !== object.name) return false
  const called = methodOf(owner, propertyName(node.callee) ?? "")
  return called !== null && new RegExp(`\\bthis\\.${escapePattern(method)}\\(`).test(home.textOf(called))
}

function isFoundAgain(module: SourceModule, body: Node, value: Node): boolean {
  const text = module.textOf(value)
  return [...descendants(body)].some(
    (each) => isAssertion(each) && [...descendants(each)].some((inner) => inner.type === "Literal" && module.textOf(inner) === text),
  )
}

function isTestedElsewhere(project: Project, method: string): boolean {
  const called = new RegExp(`\\.${escapePattern(method)}\\(`)
  return project.sourcePaths.some((path) => isTestPath(path) && project.codeMentions(path, called))
}
