import type { Diff } from "../../model/diff.ts"
import { isTestPath } from "../classify.ts"
import { decoratorName } from "../routes/nest-routes.ts"
import { isClass, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** Properties of a class that decorators of class-validator checked before a change, and that are still there without any. */
export interface LostValidator {
  /** At the head. */
  readonly module: SourceModule
  /** The first of the properties, at the head. */
  readonly node: Node
  readonly className: string
  readonly properties: readonly string[]
}

// They check nothing by themselves.
const LENIENT = /^(?:IsOptional|IsDefined|ValidateIf|Allow|Api\w*|Expose|Type|Field|Column|Prop)$/

/** Compares the classes of the changed files by their names; those that hold what clients send. */
export function lostValidators(base: Project, head: Project, diff: Diff): LostValidator[] {
  const found: LostValidator[] = []
  let inputs: ReadonlySet<string> | null = null
  for (const file of diff.files) {
    if (file.status === "deleted" || file.oldPath === null || isTestPath(file.path)) continue
    const before = base.moduleOf(file.oldPath)
    const now = head.moduleOf(file.path)
    if (!before || !now) continue
    const [checked, checks] = [validatorsIn(before), validatorsIn(now)]
    if (checked.size === 0) continue
    const classes = classesOf(now)
    for (const [className, owner] of classesOf(before)) {
      const same = classes.get(className)
      // A class that is made of something else now is checked by that.
      if (!same || textOf(now, same.superClass) !== textOf(before, owner.superClass)) continue
      const left = membersOf(same)
      const lost = [...membersOf(owner)].flatMap(([name, member]) => {
        const kept = left.get(name)
        const had = decoratorsOf(member).some((each) => checked.has(each) && !LENIENT.test(each))
        if (!kept || !had) return []
        // A decorator that comes may be one of the project's own that checks.
        const has = decoratorsOf(kept).filter((each) => !decoratorsOf(member).includes(each) || checks.has(each))
        return has.some((each) => !LENIENT.test(each)) ? [] : [name]
      })
      const first = left.get(lost[0] ?? "")
      if (!first) continue
      inputs ??= inputTypesOf(head)
      const isInput = inputs.has(className) || owner.decorators.some((each) => /^(?:InputType|ArgsType)$/.test(decoratorName(each) ?? ""))
      if (isInput) found.push({ module: now, node: first, className, properties: lost })
    }
  }
  return found
}

const PARAMETER = /@(?:Body|Query|Param|Args|Payload|MessageBody)\([^)\n]{0,200}\)\s*(?:@\w+\([^)\n]{0,200}\)\s*){0,5}\w+\??\s*:\s*(\w+)/g
const MENTIONS = /@(?:Body|Query|Param|Args|Payload|MessageBody)\(/

/** Names of the types that handlers take what clients send as. */
function inputTypesOf(project: Project): ReadonlySet<string> {
  const names = new Set<string>()
  for (const path of project.sourcePaths) {
    if (isTestPath(path) || !project.mentions(path, MENTIONS)) continue
    for (const [, name = ""] of (project.textOf(path) ?? "").matchAll(PARAMETER)) names.add(name)
  }
  return names
}

/** Names under which a file knows decorators of class-validator. */
function validatorsIn(module: SourceModule): Set<string> {
  return new Set(
    module.imports.flatMap(({ specifier, node }) =>
      specifier === "class-validator" && node.type === "ImportDeclaration" ? node.specifiers.map(({ local }) => local.name) : [],
    ),
  )
}

type ClassNode = Node & { type: "ClassDeclaration" | "ClassExpression" }

function classesOf(module: SourceModule): Map<string, ClassNode> {
  return new Map(
    nodesOf(module.program, "ClassDeclaration", "ClassExpression").flatMap((node) =>
      isClass(node) && node.id ? [[node.id.name, node] as const] : [],
    ),
  )
}

function membersOf(owner: ClassNode): Map<string, Node> {
  return new Map(
    owner.body.body.flatMap((member) => {
      const name = member.type === "PropertyDefinition" ? propertyName(member) : null
      return name === null ? [] : [[name, member] as const]
    }),
  )
}

function decoratorsOf(member: Node): string[] {
  const written = "decorators" in member ? (member.decorators as readonly Node[]) : []
  return written.flatMap((each) => decoratorName(each) ?? [])
}

function textOf(module: SourceModule, node: Node | null | undefined): string {
  return node ? module.textOf(node) : ""
}
