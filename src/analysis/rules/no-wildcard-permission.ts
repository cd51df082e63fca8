import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, nodesOf, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

export const noWildcardPermission = defineRule({
  kind: "text",
  id: "no-wildcard-permission",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A role may do everything in the account",
  why: "The rights of a role are what an attacker has who gets code to run under it. With `*` one defect in one function is the whole account.",
  fix: "Name the actions and the resources that the code uses.",
  cwe: ["CWE-732", "CWE-269"],
  files: (path) =>
    !isTestPath(path) &&
    (/\.[cm]?[jt]s$/.test(path) ||
      /(?:^|\/)(?:serverless|template|sam|cloudformation)[\w.-]*\.(?:ya?ml|json)$|polic(?:y|ies)[\w.-]*\.json$/i.test(path)),
  *check({ project, path, text }) {
    const module = project.moduleOf(path)
    if (module) {
      if (!/Effect|actions/.test(text)) return
      for (const node of nodesOf(module.program, "ObjectExpression")) {
        if (isDenied(node)) continue
        const actions = propertyOf(node, "Effect")
          ? propertyOf(node, "Action")
          : propertyOf(node, "resources")
            ? propertyOf(node, "actions")
            : null
        const resources = propertyOf(node, "Resource") ?? propertyOf(node, "resources")
        if (!actions || !resources || !isEverything(resources)) continue
        if (isEverything(actions)) yield { at: actions.parent ?? actions, message: MESSAGE }
        else yield* wholeServices(actions)
      }
      return
    }
    if (text.length > 300_000) return
    for (const match of text.matchAll(/["']?Action["']?\s*:\s*(?:\[\s*|-\s*)?["']?\*["']?\s*\]?\s*(?:,|\n)/g)) {
      const around = text.slice(Math.max(0, match.index - 200), match.index + 200)
      if (!/Effect["']?\s*:\s*["']?Allow/.test(around) || !/["']?Resource["']?\s*:\s*(?:\[\s*|-\s*)?["']?\*["']?/.test(around)) continue
      yield { at: { start: match.index, end: match.index + match[0].trimEnd().length }, message: MESSAGE }
    }
  },
})

const MESSAGE =
  "Whoever gets code to run under this role owns the account, its other services and its data included: it may do every action on every resource."

// What they hold is theirs, or they hold nothing.
const HARMLESS = /^(?:logs|xray|cloudwatch|ec2messages|ssmmessages|textract|translate|comprehend|rekognition|polly|transcribe):/i

// `actions: ["s3:*"], resources: ["*"]`
function* wholeServices(actions: Node): Generator<Draft> {
  const inner = bare(actions)
  const names = (inner.type === "ArrayExpression" ? inner.elements : [inner]).flatMap((each) => (each ? [stringOf(each)] : []))
  const whole = names.find((name) => name !== null && /^[\w-]+:\*$/.test(name) && !HARMLESS.test(name))
  if (!whole) return
  const service = whole.slice(0, whole.indexOf(":"))
  yield {
    at: actions.parent ?? actions,
    severity: "medium",
    title: `A role may do everything in \`${service}\``,
    message: `Whoever gets code to run under this role reads, changes and deletes all that the account has in \`${service}\`, whatever the code was meant for: \`${whole}\` is allowed on every resource.`,
  }
}

function isDenied(node: Node): boolean {
  const effect = propertyOf(node, "Effect") ?? propertyOf(node, "effect")
  return (
    effect !== null &&
    /deny/i.test(
      stringOf(effect) ??
        (bare(effect).type === "MemberExpression" ? ((bare(effect) as { property?: { name?: string } }).property?.name ?? "") : ""),
    )
  )
}

function isEverything(node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "ArrayExpression") return inner.elements.some((each) => each !== null && stringOf(each) === "*")
  return stringOf(inner) === "*"
}
