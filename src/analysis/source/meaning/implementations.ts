import { isTestPath } from "../../classify.ts"
import { nodesOf } from "../ast.ts"
import type { Project } from "../project.ts"
import type { Meaning, Way } from "./way.ts"

// `export class UserStore<T> extends Base<T> implements IUserStore, Disposable<T> {`
const IMPLEMENTS = /\bimplements\s([\w$.<>,\s[\]|&]{1,300}?)\{/g
// What stands in for the real one in tests and while developing.
const STAND_IN = /(?:^|[/._-])(?:fakes?|mocks?|stubs?|dummy|noop|in-?memory)(?:[/._-]|$)|(?:Fake|Mock|Stub|Dummy|Noop|InMemory)/

/**
 * An instance of the one class of the repository that says it implements the interface of this name. `null` for none and for several: which one
 * is handed in is then decided where nobody reading the text can see it.
 */
export function implementationOf({ project }: Way, name: string): Meaning | null {
  return project.once(`implementation of ${name}`, () => findImplementation(project, name))
}

function findImplementation(project: Project, name: string): Meaning | null {
  const paths = implementing(project).get(name) ?? []
  let only: Meaning | null = null
  for (const path of paths) {
    const module = project.moduleOf(path)
    if (module === null) continue
    for (const node of nodesOf(module.program, "ClassDeclaration", "ClassExpression")) {
      const implementsIt = (node.implements ?? []).some(({ expression }) => expression.type === "Identifier" && expression.name === name)
      if (!implementsIt || STAND_IN.test(node.id?.name ?? "")) continue
      if (only !== null) return null
      only = { kind: "instance", module, node }
    }
  }
  return only
}

/** Files with classes that say they implement something, by the names of it; an over-estimate, read off the text. */
function implementing(project: Project): ReadonlyMap<string, readonly string[]> {
  return project.once("classes by interface", () => {
    const paths = new Map<string, string[]>()
    for (const path of project.sourcePaths) {
      if (!/\.[cm]?tsx?$/.test(path) || isTestPath(path) || STAND_IN.test(path)) continue
      const text = project.textOf(path)
      if (text === null || !text.includes("implements")) continue
      const names = new Set([...text.matchAll(IMPLEMENTS)].flatMap(([, list = ""]) => list.match(/[A-Z]\w*/g) ?? []))
      for (const name of names) {
        const same = paths.get(name)
        if (same === undefined) paths.set(name, [path])
        else same.push(path)
      }
    }
    return paths
  })
}
