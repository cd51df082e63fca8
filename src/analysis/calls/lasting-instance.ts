import { escapePattern } from "../escape-pattern.ts"
import { reachOf } from "../reach.ts"
import { nodesOf } from "../source/ast.ts"
import type { ClassNode } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isServerPath } from "./server-path.ts"

// https://docs.nestjs.com/fundamentals/injection-scopes: one instance for the whole application, unless a scope says otherwise.
const PROVIDER = /^@(?:Injectable|Controller|Resolver|WebSocketGateway|Processor|Service|singleton)\b/
const OTHER_SCOPE = /Scope\.(?:REQUEST|TRANSIENT)|transient\s*:\s*true/
const MAX_FILES = 40

/** Whether one instance of a class serves all requests: a container keeps it, or it is made where no request comes by. */
export function isLasting(project: Project, module: SourceModule, owner: ClassNode): boolean {
  const decorators = owner.decorators.map((each) => module.textOf(each).slice(0, 400))
  if (decorators.some((each) => OTHER_SCOPE.test(each))) return false
  return decorators.some((each) => PROVIDER.test(each)) || isMadeOnce(project, module, owner)
}

function isMadeOnce(project: Project, module: SourceModule, owner: ClassNode): boolean {
  const name = owner.id?.name
  if (name === undefined) return false
  const made = new RegExp(`\\bnew\\s+(?:\\w+\\.)?${escapePattern(name)}\\b`)
  let isMade = false
  for (const path of [module.path, ...(importersOf(project).get(module.path) ?? [])].slice(0, MAX_FILES)) {
    const maker = isServerPath(path) ? project.moduleOf(path) : null
    if (!maker || !made.test(maker.text)) continue
    for (const node of nodesOf(maker.program, "NewExpression")) {
      const meaning = meaningOf(project, maker, node.callee)
      if (meaning?.kind !== "class" || meaning.node !== owner) continue
      // One for each request ends with it.
      if (reachOf(project, node)) return false
      isMade = true
    }
  }
  return isMade
}
