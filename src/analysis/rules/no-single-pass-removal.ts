import { targetOf, topOf } from "../calls/cleaning-chain.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

// Steps up a tree, as a text or a pattern: `../`, `..\\`, `..[/\\]`.
const STEP_UP = /^(?:\\?\.){2}(?:\\?\/|\\\\|\[(?:\\?\/|\\\\){1,2}\]|\((?:\?:)?(?:\\?\/|\\\\)\|(?:\\?\/|\\\\)\))$/
const OPENS =
  /\b(?:join|resolve|sendFile|download|readFile\w*|writeFile\w*|open(?:Sync)?|create(?:Read|Write)Stream|unlink\w*|rm|stat\w*|existsSync)\(/
const CLEANS = /saniti[sz]|safe|clean|secur|normali[sz]e_?(?:path|file)|(?:path|file)_?name|prevent|strip/i
// Whoever looks afterwards where the path leads does not depend on what was taken out.
const CONTAINS = /\.startsWith\(|\brelative\(|\bbasename\(|isInside|isSubPath|path-?is-?inside|indexOf\([^)]{1,60}\)\s*(?:!==?|===?)\s*0/

export const noSinglePassRemoval = defineRule({
  kind: "source",
  id: "no-single-pass-removal",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "`../` is taken out once, and what is left forms it again",
  why: "A replacement goes over the text once: taking `../` out of `....//` leaves `../`. The check looks as if it kept a path in its folder, and keeps nobody in it who knows that.",
  fix: "Resolve the path and refuse it unless it begins with the folder and a separator, or use `path.basename` where a name is all that is wanted.",
  cwe: ["CWE-22", "CWE-116"],
  yieldsTo: ["no-path-traversal"],
  needs: { path: "server", text: [/\.replace(?:All)?\(\s*(?:\/|["'`])[\\(]?(?:\?:)?\\?\./] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    const spoken = new Set<Node | null>()
    for (const call of nodesOf(module.program, "CallExpression")) {
      if (!takesStepsUpOut(call)) continue
      const owner = enclosingFunction(call)
      if (spoken.has(owner) || isRepeated(call)) continue
      // Once for each function, whatever comes of it: it may be read from one end to the other.
      spoken.add(owner)
      if (CONTAINS.test(module.textOf(owner ?? module.program))) continue
      const opened = isOpened(module, call, owner)
      if (!opened && !CLEANS.test(`${owner ? (functionName(owner) ?? "") : ""} ${targetOf(module, topOf(call)) ?? ""}`)) continue
      yield {
        at: call.callee.type === "MemberExpression" ? { start: call.callee.property.start, end: call.end } : call,
        ...(opened ? {} : { severity: "medium" as const }),
        message: `\`${module.textOf(call).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)}\` makes \`../../etc\` of \`....//....//etc\`: the path leaves its folder all the same.`,
      }
    }
  },
})

// `name.replace(/\.\.\//g, "")`, `name.replaceAll("../", "")`
function takesStepsUpOut({ callee, arguments: [first, second] }: Call): boolean {
  const method = callee.type === "MemberExpression" ? propertyName(callee) : null
  if ((method !== "replace" && method !== "replaceAll") || !first || stringOf(second) !== "") return false
  const pattern = bare(first)
  const regex = pattern.type === "Literal" && "regex" in pattern ? pattern.regex : null
  // A text or a pattern without the flag is replaced once: that is another rule's.
  if (regex ? !regex.flags.includes("g") : method !== "replaceAll") return false
  return STEP_UP.test(regex ? regex.pattern : (stringOf(pattern) ?? ""))
}

// `while (name.includes("../")) name = name.replace(…)`
function isRepeated(call: Call): boolean {
  for (const above of ancestors(call)) {
    if (above.type === "WhileStatement" || above.type === "DoWhileStatement") return true
    if (/Function/.test(above.type)) return false
  }
  return false
}

// In the same function, or by what gets the name.
function isOpened(module: SourceModule, call: Call, owner: Node | null): boolean {
  const target = targetOf(module, topOf(call))
  if (target === null)
    return [...ancestors(call)].some((above) => above.type === "CallExpression" && OPENS.test(`${module.textOf(above.callee)}(`))
  if (owner === null || !/^[\w$.]+$/.test(target)) return false
  const uses = nodesOf(module.program, "CallExpression").filter(
    (each) => owner.start <= each.start && each.end <= owner.end && each.start > call.end && OPENS.test(`${module.textOf(each.callee)}(`),
  )
  return uses.some((each) =>
    each.arguments.some((argument) =>
      module
        .textOf(argument)
        .split(/[^\w$.]+/)
        .includes(target),
    ),
  )
}
