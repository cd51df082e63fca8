import type { ChangedFile, Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import { isServerPath } from "../calls/server-path.ts"
import { ancestors, bare, functionName, isClass, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { changedModules, touches } from "./same-function.ts"

/** A property of a schema of zod, Joi or yup that is checked for less than before a change. */
export interface LostSchemaCheck {
  readonly file: ChangedFile
  /** At the head. */
  readonly module: SourceModule
  readonly node: Node
  readonly property: string
  /** The methods that went, `regex`; `transform` where it was one that made the value harmless. */
  readonly lost: readonly string[]
}

const BUILDERS = new Set(["z", "zod", "Joi", "joi", "yup"])
// What keeps a value to a form that does no harm. How long or how large it may be is a matter of the product.
const KEEPS_FORM =
  /^(?:regex|pattern|matches|url|uri|httpUrl|hostname|domain|ip|ipv[46]|cidr[\w]*|uuid|guid|cuid2?|ulid|nanoid|alphanum|hex|token|refine|superRefine|custom|external|strict)$/
const CLEANS = /\.transform\([^\n]{0,200}?(?:sanit|escape|purif|strip(?:Html|Tags))\w{0,40}/i
const MAX_CHAIN = 2_000
const OF_SECRETS = /passw|passphrase|secret|\bpin\b/i
const LEAST = /^(?:min|length|gte)$/
// A form of its own, which the methods said before.
const OTHER_ROOT =
  /^(?:enum|nativeEnum|literal|valid|oneOf|union|discriminatedUnion|boolean|number|date|templateLiteral|preprocess|coerce)$/

/** Compares the chains of changed schema properties by the names around them. */
export function lostSchemaChecks(base: Project, head: Project, diff: Diff): LostSchemaCheck[] {
  const found: LostSchemaCheck[] = []
  const isMeant = (oldPath: string) =>
    isServerPath(oldPath) && !isTestPath(oldPath) && /\b(?:zod|[jJ]oi|yup)\b/.test(base.textOf(oldPath) ?? "")
  for (const { file, before, after: module, gone } of changedModules(base, head, diff, isMeant)) {
    const now = Map.groupBy(propertiesOf(module), ({ key }) => key)
    for (const [key, then] of Map.groupBy(propertiesOf(before), (each) => each.key)) {
      const same = now.get(key) ?? []
      // With another number of them nobody can tell which is which.
      if (same.length !== then.length) continue
      for (const [index, property] of then.entries()) {
        const left = same[index]
        if (left === undefined || !touches(before, property.node, gone)) continue
        const lost = lostOf(property, left)
        if (lost.length > 0) found.push({ file, module, node: left.node, property: property.name, lost })
      }
    }
  }
  return found
}

interface SchemaProperty {
  readonly key: string
  readonly name: string
  readonly node: Node
  /** `string`, `min`, `regex` of `z.string().min(1).regex(…)`. */
  readonly methods: readonly string[]
  /** Whether one of them makes the value harmless: `.transform((value) => sanitize(value))`. */
  readonly cleans: boolean
}

function lostOf(then: SchemaProperty, now: SchemaProperty): string[] {
  const isCheck = (method: string) => KEEPS_FORM.test(method) || (LEAST.test(method) && OF_SECRETS.test(then.name))
  const lost = [...new Set(then.methods)].filter((method) => isCheck(method) && !now.methods.includes(method))
  if (then.cleans && !now.cleans && !now.methods.includes("transform")) lost.push("transform")
  const gained = now.methods.filter((method) => !then.methods.includes(method))
  // Said in another way, it is still said.
  return gained.some((method) => KEEPS_FORM.test(method) || OTHER_ROOT.test(method) || /transform|pipe|extend|and|when/.test(method))
    ? []
    : lost
}

function propertiesOf(module: SourceModule): SchemaProperty[] {
  return nodesOf(module.program, "Property").flatMap((node): SchemaProperty[] => {
    const name = propertyName(node)
    const methods = name === null ? null : methodsOf(node.value)
    if (name === null || methods === null) return []
    const cleans = methods.includes("transform") && CLEANS.test(module.textOf(node.value).slice(0, MAX_CHAIN))
    return [{ key: `${namesAround(node)} ${name}`, name, node, methods, cleans }]
  })
}

/** The methods of a chain that begins at a builder, in order; `null` for everything else. */
function methodsOf(value: Node): string[] | null {
  const methods: string[] = []
  let node = bare(value)
  while (node.type === "CallExpression" || node.type === "MemberExpression") {
    if (node.type === "CallExpression") node = bare(node.callee)
    else {
      methods.unshift(propertyName(node) ?? "")
      node = bare(node.object)
    }
  }
  return node.type === "Identifier" && BUILDERS.has(node.name) && methods.length > 0 ? methods : null
}

function namesAround(node: Node): string {
  const names: string[] = []
  for (const above of ancestors(node)) {
    if (above.type === "Property") names.push(propertyName(above) ?? "")
    else if (above.type === "VariableDeclarator" && above.id.type === "Identifier") names.push(above.id.name)
    else if (isFunction(above)) names.push(functionName(above) ?? "")
    else if (isClass(above)) names.push(above.id?.name ?? "")
  }
  return names.reverse().join(" ")
}
