import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { usesOf } from "../source/uses-of.ts"

export const noStatefulPattern = defineRule({
  kind: "source",
  id: "no-stateful-pattern",
  section: "reliability",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A check fails every second time",
  why: "A pattern with the flag `g` or `y` remembers in `lastIndex` where it stopped. One that lives longer than a call begins there the next time: the same text that just fitted does not fit any more, and a check that refuses what fits lets it through.",
  fix: "Leave the flag away where only `test` is asked.",
  cwe: ["CWE-185"],
  needs: { path: "server", text: [/\.test\(/] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const declarator of nodesOf(module.program, "VariableDeclarator")) {
      const pattern = declarator.init ? bare(declarator.init) : null
      const flags = pattern?.type === "Literal" && "regex" in pattern && pattern.regex ? pattern.regex.flags : ""
      // What is made in a call is gone with it.
      if (!pattern || !/[gy]/.test(flags) || declarator.id.type !== "Identifier" || enclosingFunction(declarator) !== null) continue
      const { name } = declarator.id
      const tests = testsOf(module, declarator.id)
      if (tests.length === 0) continue
      const [first] = tests as [Node]
      const other = flags.replace(/[gy]/g, "")
      yield {
        at: first,
        title: `\`${name}\` remembers where it stopped`,
        message: `\`${oneLine(module.textOf(first))}\` is true for a text and false when the next call asks about the same one: with the flag \`${/[gy]/.exec(flags)?.[0] ?? "g"}\` the search begins behind the last find, and \`${name}\` is shared by all calls.`,
        fix: `Write \`${name}\` without the flag${other === "" ? "" : ` (\`/…/${other}\`)`}.`,
        key: name,
      }
    }
  },
})

/** The calls of `test` on a pattern that nobody winds back, all of them inside functions; none where it is used for going through a text as well. */
function testsOf(module: SourceModule, id: Node & { type: "Identifier" }): readonly Node[] {
  const binding = module.bindings.resolve(id)
  if (!binding) return []
  const tests: Node[] = []
  for (const use of usesOf(module, binding, module.program)) {
    const member = use.parent
    const name = member?.type === "MemberExpression" && member.object === use ? propertyName(member) : null
    if (name === "lastIndex" || name === "exec") return []
    const call = member?.parent
    if (name !== "test" || call?.type !== "CallExpression" || call.callee !== member || enclosingFunction(call) === null) continue
    // `while (PATTERN.test(text))` goes on until nothing is left, and then begins anew.
    if (isLoopTest(call)) return []
    tests.push(call)
  }
  return tests
}

function isLoopTest(call: Node): boolean {
  let below = call
  for (const above of ancestors(call)) {
    if ((above.type === "WhileStatement" || above.type === "DoWhileStatement" || above.type === "ForStatement") && above.test === below)
      return true
    if (above.type.endsWith("Statement")) return false
    below = above
  }
  return false
}
