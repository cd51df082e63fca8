import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { rootOf } from "../tests/assertions.ts"

const PARTS = /^get(?:UTC)?(Month|Date|Day|Hours|Minutes|Seconds)$/
const FIXED_CLOCK =
  /[fF]ake[tT]imers?|setSystemTime|[mM]ock[dD]ate|timekeeper|mock\.timers|\bfreeze(?:Time)?\(|Date\.now\s*=|spyOn\(\s*(?:global(?:This)?\s*,\s*["'`]Date|Date\b)|Settings\.now/
const COMPARES = /^(?:toBe|toEqual|toStrictEqual|equal|equals|eql|eq|strictEqual|deepEqual|deepStrictEqual|is|same)$/
const FAILS: Readonly<Record<string, string>> = {
  Month: "in December (or January), when the sum is no month",
  Date: "at the end of a month, when the sum is no day of it",
  Day: "on the days of the week after which the numbers begin again",
  Hours: "before midnight, when the sum is no hour",
  Minutes: "at the end of an hour, when the sum is no minute",
  Seconds: "at the end of a minute, when the sum is no second",
}

export const noCalendarArithmeticInTest = defineRule({
  kind: "source",
  id: "no-calendar-arithmetic-in-test",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "high",
  title: "The test fails on some days of the year",
  why: "Months, days and hours begin again; a sum of them does not. A test that adds to a part of today's date and compares it with the same part of another date is green for most of the year and red for all of December.",
  fix: "Set the clock to a fixed date in the test and assert the whole date that follows from it.",
  cwe: [],
  needs: { path: "test", text: [/\.get(?:UTC)?(?:Month|Date|Day|Hours|Minutes|Seconds)\(\)\s*[+-]/] },
  *check({ project, module }) {
    if (!isTestPath(module.path) || FIXED_CLOCK.test(module.code)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const sides = comparedIn(node)
      if (!sides) continue
      for (const [one, other] of [sides, [sides[1], sides[0]]] as const) {
        const part = addedPart(project, module, one)
        if (part === null || getterOf(other) !== part) continue
        const kind = PARTS.exec(part)?.[1] ?? ""
        yield {
          at: one,
          title: `\`${module.textOf(one).replaceAll("`", "'").slice(0, 60)}\` is wrong on some days`,
          message: `The test fails ${FAILS[kind]}: it takes \`${part}()\` of the day it runs on and adds to it, and the other side starts again from the beginning.`,
        }
        break
      }
    }
  },
})

/** The two values an assertion compares: `expect(a).toBe(b)`, `assert.equal(a, b)`. */
function comparedIn(call: Node & { type: "CallExpression" }): readonly [Node, Node] | null {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression" || !COMPARES.test(propertyName(callee) ?? "")) return null
  const root = rootOf(callee)
  const isExpect = root.type === "CallExpression" && root.callee.type === "Identifier" && root.callee.name === "expect"
  const [first, second] = isExpect ? [root.arguments[0], call.arguments[0]] : call.arguments
  return first && second ? [bare(first), bare(second)] : null
}

/** `getUTCMonth` of `new Date().getUTCMonth() + 1`, where the date is that of the moment the test runs. */
function addedPart(project: Project, module: SourceModule, node: Node): string | null {
  if (node.type !== "BinaryExpression" || (node.operator !== "+" && node.operator !== "-")) return null
  const left = bare(node.left)
  const right = bare(node.right)
  const part = getterOf(left)
  if (part === null || right.type !== "Literal" || typeof right.value !== "number") return null
  let date: Node = bare(((left as Node & { type: "CallExpression" }).callee as Node & { type: "MemberExpression" }).object)
  const declaration = date.type === "Identifier" ? module.bindings.resolve(date)?.declaration : null
  if (declaration?.type === "VariableDeclarator" && declaration.init) date = bare(declaration.init)
  const isNow = date.type === "NewExpression" && date.arguments.length === 0 && originOf(project, module, date.callee) === "globalThis.Date"
  return isNow ? part : null
}

function getterOf(node: Node): string | null {
  const name = node.type === "CallExpression" && node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
  return name !== null && PARTS.test(name) ? name : null
}
