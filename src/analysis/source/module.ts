import { blankOut } from "./blank-out.ts"
import { descendants, linkParents, nodesOf, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import { collectCommonJs, requiredBy } from "./common-js.ts"
import type { Export, Mixin } from "./common-js.ts"
import { collectBindings } from "./bindings.ts"
import type { Bindings } from "./bindings.ts"
import type { ParsedSource } from "./parse.ts"
import { sentencesIn } from "./sentences.ts"

/** One parsed JavaScript or TypeScript file. The same object serves base and head when the blob is the same. */
export interface SourceModule extends ParsedSource {
  readonly path: string
  readonly bindings: Bindings
  /** Exported names; `default` for a default export and for `module.exports = …` as a whole. */
  readonly exports: ReadonlyMap<string, Export>
  /** Specifiers of `export * from "…"`. */
  readonly stars: readonly string[]
  /** Modules that are called with this module's exports to put more on them: `require("./create")(User)`. */
  readonly mixins: readonly Mixin[]
  /** Every specifier imported or required, with the node that does it. */
  readonly imports: readonly { readonly specifier: string; readonly node: Node }[]
  /** 1-based line of a node's first character. */
  lineOf(node: Pick<Node, "start">): number
  /** 1-based line of a node's last character. */
  endLineOf(node: Pick<Node, "start" | "end">): number
  /** The text with its comments blank, at the same offsets: what the file does, without what is said about it. */
  readonly code: string
  /** The code of a node. Comments in it are blank: the words of a comment must neither silence a rule nor make it report. */
  textOf(node: Pick<Node, "start" | "end">): string
  /**
   * The code of a node with its sentences blank as well, messages above all: what it names and calls. For what is said to be there because a word
   * for it is.
   */
  namesOf(node: Pick<Node, "start" | "end">): string
  /** A node as it is written, with its comments: for edits, which must not lose them. */
  writtenOf(node: Pick<Node, "start" | "end">): string
}

/** Links the nodes of a parsed file and reads its bindings, imports and exports (ES modules, CommonJS and `export =`). */
export function createModule(path: string, parsed: ParsedSource): SourceModule {
  const exports = new Map<string, Export>()
  const stars: string[] = []
  const imports: { specifier: string; node: Node }[] = []
  linkParents(parsed.program)
  for (const node of nodesOf(parsed.program, ...COLLECTED)) collect(node, exports, stars, imports)
  const mixins = collectCommonJs(parsed.program, exports, stars)
  let bindings: Bindings | null = null
  let code: string | null = null
  const codeOnly = (): string => (code ??= blankOut(parsed.text, parsed.comments))
  let names: string | null = null
  const namesOnly = (): string => (names ??= blankOut(codeOnly(), sentencesIn(parsed.program)))
  return {
    ...parsed,
    path,
    get bindings() {
      return (bindings ??= collectBindings(parsed.program))
    },
    exports,
    stars,
    mixins,
    imports,
    lineOf: (node) => parsed.lines.lineAt(node.start),
    endLineOf: (node) => parsed.lines.lineAt(Math.max(node.end - 1, node.start)),
    get code() {
      return codeOnly()
    },
    textOf: (node) => codeOnly().slice(node.start, node.end),
    namesOf: (node) => namesOnly().slice(node.start, node.end),
    writtenOf: (node) => parsed.text.slice(node.start, node.end),
  }
}

const COLLECTED = [
  "ImportDeclaration",
  "ImportExpression",
  "CallExpression",
  "ExportAllDeclaration",
  "ExportDefaultDeclaration",
  "TSExportAssignment",
  "ExportNamedDeclaration",
] as const

function collect(node: Node, exports: Map<string, Export>, stars: string[], imports: { specifier: string; node: Node }[]): void {
  switch (node.type) {
    case "ImportDeclaration":
      if (node.importKind !== "type") imports.push({ specifier: node.source.value, node })
      return
    case "ImportExpression": {
      const specifier = stringOf(node.source)
      if (specifier !== null) imports.push({ specifier, node })
      return
    }
    case "CallExpression": {
      const specifier = requiredBy(node)
      if (specifier !== null) imports.push({ specifier, node })
      return
    }
    case "ExportAllDeclaration":
      imports.push({ specifier: node.source.value, node })
      if (node.exported === null) stars.push(node.source.value)
      else exports.set(nameOf(node.exported), { kind: "from", specifier: node.source.value, name: "*" })
      return
    case "ExportDefaultDeclaration":
      exports.set("default", { kind: "node", node: node.declaration })
      return
    case "TSExportAssignment":
      exports.set("default", { kind: "node", node: node.expression })
      return
    case "ExportNamedDeclaration":
      collectNamed(node, exports, imports)
      return
  }
}

function collectNamed(
  node: Node & { type: "ExportNamedDeclaration" },
  exports: Map<string, Export>,
  imports: { specifier: string; node: Node }[],
): void {
  const declaration = node.declaration
  if (node.source) imports.push({ specifier: node.source.value, node })
  if (declaration?.type === "VariableDeclaration") {
    for (const declarator of declaration.declarations) {
      for (const below of descendants(declarator.id))
        if (below.type === "Identifier") exports.set(below.name, { kind: "node", node: below })
    }
  } else if (declaration && "id" in declaration && declaration.id && declaration.id.type === "Identifier") {
    const { name } = declaration.id
    // `export const Order = z.object({ … })` and `export type Order = z.infer<typeof Order>`: a value is asked for more often than its type.
    const isType = declaration.type === "TSTypeAliasDeclaration" || declaration.type === "TSInterfaceDeclaration"
    if (!isType || !exports.has(name)) exports.set(name, { kind: "node", node: declaration })
  }
  for (const specifier of node.specifiers) {
    const name = nameOf(specifier.exported)
    if (node.source) exports.set(name, { kind: "from", specifier: node.source.value, name: nameOf(specifier.local) })
    else exports.set(name, { kind: "node", node: specifier.local })
  }
}

function nameOf(node: Node): string {
  return node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : ""
}
