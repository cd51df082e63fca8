import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { ancestors, descendants, isFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import { nameTest, testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"

export const noOrderDependentTest = defineRule({
  kind: "source",
  id: "no-order-dependent-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "low",
  title: "A test needs another one to have run before it",
  why: "Run alone, filtered, shuffled or in parallel it fails, and when the first one breaks all that follow break with it. The cause is then looked for in the wrong place.",
  fix: "Make what both need in `beforeEach`, or join the two into one test.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (!isTestPath(module.path)) return
    const cases = testCallsIn(project, module).filter((each) => each.kind === "case" && each.body !== null)
    if (cases.length < 2) return
    const said = new Set<Binding>()
    for (const test of cases) {
      for (const node of descendants(test.body as Node)) {
        if (node.type !== "AssignmentExpression" || node.operator !== "=" || node.left.type !== "Identifier") continue
        const binding = module.bindings.resolve(node.left)
        if (!binding || said.has(binding) || !isShared(binding, cases) || !isOnlySetHere(module, binding, test)) continue
        const user = cases.find((each) => each !== test && each.call.start > test.call.end && uses(module, each, binding))
        if (!user) continue
        said.add(binding)
        yield {
          at: node,
          title: `${nameTest(user)} needs ${binding.name} from another test`,
          message: `\`${binding.name}\` is set only here, in ${nameTest(test)}, and ${nameTest(user)} (line ${module.lineOf(user.call)}) reads it: alone or in another order that one fails.`,
          key: `order ${binding.name}`,
        }
        return
      }
    }
  },
})

function isShared(binding: Binding, cases: readonly TestCall[]): boolean {
  if (binding.kind !== "variable" || binding.constant || binding.declaration.type !== "VariableDeclarator" || binding.declaration.init)
    return false
  return !cases.some((each) => each.call.start <= binding.declaration.start && binding.declaration.end <= each.call.end)
}

// Set-up functions and helpers that set it make every test independent of the others.
function isOnlySetHere(module: SourceModule, binding: Binding, test: TestCall): boolean {
  return (
    binding.assigned.every((value) => value.start >= test.call.start && value.end <= test.call.end) &&
    !/\b(?:serial|sequential)\b/.test(module.code)
  )
}

function uses(module: SourceModule, test: TestCall, binding: Binding): boolean {
  for (const node of descendants(test.body as Node)) {
    if (node.type !== "Identifier" || node.name !== binding.name || module.bindings.resolve(node) !== binding) continue
    const parent = node.parent
    if (parent?.type === "AssignmentExpression" && parent.left === node) return false
    for (const above of ancestors(node)) if (isFunction(above)) return true
  }
  return false
}
