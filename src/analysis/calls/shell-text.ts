import { sinksOf } from "../model-index.ts"
import { bare, isFunction, ownNodes, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf, originOfMeaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const TEXTS_ONLY = /(?:^|\.)(?:exec|execSync|execaCommand|execaCommandSync|command)$/
const SHELL = /(?:^|\/)(?:ba|z|da|k)?sh$|^(?:cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)$/
const MAX_NODES = 400

/** The texts that a call gives to a shell as they are written there; none for all other calls. */
export function shellTextsOf(project: Project, module: SourceModule, call: Call): readonly Node[] {
  const [first] = call.arguments
  if (!first || first.type === "SpreadElement") return []
  const meaning = meaningOf(project, module, call.callee)
  const origin = originOfMeaning(project, meaning)
  if (origin !== null) return textsOf(module, call, origin)
  return meaning?.kind === "function" && runsFirst(project, meaning.module, meaning.node) ? [first] : []
}

function textsOf(module: SourceModule, call: Call, origin: string): readonly Node[] {
  const [first, list, ...others] = call.arguments
  if (!first || !sinksOf(origin).some(({ entry }) => entry.kind === "command" && entry.arguments !== "all")) return []
  if (TEXTS_ONLY.test(origin)) return [first]
  const elements = list && bare(list).type === "ArrayExpression" ? elementsOf(bare(list)) : []
  const options = [list, ...others].findLast((each) => each !== undefined && bare(each).type === "ObjectExpression")
  const shell = propertyOf(options, "shell")
  // All of it is joined by blanks.
  if (shell && stringOf(shell) !== "" && module.textOf(shell) !== "false") return [first, ...elements]
  if (!SHELL.test(stringOf(first) ?? "")) return []
  // `["-c", script]`; what stands behind a script is a parameter of it.
  const at = elements.findIndex((each) => /^(?:-\w*c|\/c|-Command)$/.test(stringOf(each) ?? ""))
  const script = elements[at + 1]
  return at === -1 || !script ? [] : [script]
}

function elementsOf(list: Node): readonly Node[] {
  return list.type === "ArrayExpression" ? list.elements.flatMap((each) => (each && each.type !== "SpreadElement" ? [each] : [])) : []
}

/** Whether a function of the repository gives its first argument to a shell as it is: `const run = (command) => execAsync(command, OPTIONS)`. */
function runsFirst(project: Project, module: SourceModule, node: FunctionNode): boolean {
  return project.onceFor(node, "runs its first argument", () => {
    const [parameter] = node.params
    if (parameter?.type !== "Identifier" || !node.body) return false
    let count = 0
    for (const each of ownNodesWithin(node.body)) {
      if (++count > MAX_NODES) return false
      if (each.type !== "CallExpression") continue
      const given = each.arguments[0] ? bare(each.arguments[0]) : null
      if (given?.type !== "Identifier" || given.name !== parameter.name || module.bindings.resolve(given)?.identifier !== parameter)
        continue
      const origin = originOf(project, module, each.callee)
      if (origin !== null && textsOf(module, each, origin).length > 0) return true
    }
    return false
  })
}

// `new Promise((resolve, reject) => exec(command, …))` runs at once.
function* ownNodesWithin(body: Node): Generator<Node> {
  for (const node of ownNodes(body)) {
    yield node
    if (node.type !== "NewExpression") continue
    const executor = node.arguments[0] ? bare(node.arguments[0]) : null
    if (isFunction(executor) && executor.body) yield* ownNodes(executor.body)
  }
}
