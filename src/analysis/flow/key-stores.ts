import { requestModelOf } from "../model-index.ts"
import type { SinkKind } from "../models/model.ts"
import { bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Entry } from "./entry.ts"
import { createEnvironment } from "./environment.ts"
import { isLibraryFile } from "./exported.ts"
import type { Value } from "./value.ts"

const FILES = /\bfs\b|fs-extra|graceful-fs|fs\/promises/
const READS = /^(?:get|read|load|fetch|retrieve)(?:Item|Sync)?$/
const WRITES = /^(?:set|put|write|save|store)(?:Item|Sync)?$/
const KEY = /^(?:key|cacheKey|storageKey)$/
const KINDS: ReadonlySet<SinkKind> = new Set(["path"])

/**
 * The method of a published store that reads, where both the one that reads and the one that writes are given a key: a key is any text, that of a
 * visitor included, and whoever calls them expects no file of that name. What takes a path or a file is given one on purpose.
 */
export function* keyStores(project: Project, module: SourceModule): Generator<Entry> {
  const model = requestModelOf("Node.js")
  if (!model || !project.mentions(module.path, FILES) || !isLibraryFile(project, module.path)) return
  for (const node of nodesOf(module.program, "ClassBody", "ObjectExpression")) {
    const methods = methodsOf(node)
    const keyed = [...methods].filter(([, method]) => keyOf(method) !== null)
    if (!keyed.some(([name]) => READS.test(name)) || !keyed.some(([name]) => WRITES.test(name))) continue
    const environment = createEnvironment(null)
    const self: Value = {
      kind: "object",
      fields: new Map(
        [...methods].map(([name, method]): [string, Value] => [name, { kind: "closure", module, node: method, environment }]),
      ),
      rest: null,
    }
    // What reads stands for all of them, which name the files alike.
    const [name, method] = keyed.find(([each]) => READS.test(each)) ?? []
    if (name !== undefined && method)
      yield { module, node: method, values: [keyValue(module, method)], route: null, model, exported: name, self, only: KINDS }
  }
}

function methodsOf(node: Node & { type: "ClassBody" | "ObjectExpression" }): Map<string, FunctionNode> {
  const methods = new Map<string, FunctionNode>()
  for (const member of node.type === "ClassBody" ? node.body : node.properties) {
    const isHeld = member.type === "MethodDefinition" || member.type === "Property" || member.type === "PropertyDefinition"
    const value = isHeld && member.value ? bare(member.value) : null
    const name = isHeld ? propertyName(member) : null
    if (name !== null && isFunction(value) && value.body) methods.set(name, value)
  }
  return methods
}

function keyOf({ params: [first] }: FunctionNode): string | null {
  return first?.type === "Identifier" && KEY.test(first.name) ? first.name : null
}

function keyValue(module: SourceModule, method: FunctionNode): Value {
  const name = keyOf(method) ?? "key"
  return {
    kind: "tainted",
    controls: ["string", "path"],
    source: name,
    step: { module, node: method.params[0] ?? method, what: `\`${name}\` is what the caller passes`, previous: null },
  }
}
