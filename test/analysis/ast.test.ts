import { expect, test } from "vitest"
import { descendants, identifiersNamed, nodesOf } from "../../src/analysis/source/ast.ts"
import { createModule } from "../../src/analysis/source/module.ts"
import { parseSource } from "../../src/analysis/source/parse.ts"

const text = "class A { go() { return new B(f(g(1)), () => h()) } }\nconst run = function () { f(new C()) }\n"

test.each([
  { types: ["CallExpression"] as const, nodes: ["f(g(1))", "g(1)", "h()", "f(new C())"] },
  {
    types: ["NewExpression", "CallExpression"] as const,
    nodes: ["new B(f(g(1)), () => h())", "f(g(1))", "g(1)", "h()", "f(new C())", "new C()"],
  },
  { types: ["Program", "Super"] as const, nodes: [text.trimEnd()] },
  { types: ["WithStatement"] as const, nodes: [] },
])("lists the nodes of $types in source order, as a walk over all nodes meets them", ({ types, nodes }) => {
  const parsed = parseSource("a.ts", text)
  if (typeof parsed === "string") throw new Error(parsed)
  const module = createModule("a.ts", parsed)
  const found = nodesOf(module.program, ...types)
  expect(found.map((node) => module.textOf(node).trimEnd())).toEqual(nodes)
  expect(found).toEqual([...descendants(module.program)].filter((node) => (types as readonly string[]).includes(node.type)))
  expect(nodesOf(module.program, ...types)).toEqual(found)
})

test("gives the identifiers of a name that stand in a node, as a walk over it meets them", () => {
  const source = "const x = 1\nfunction f() { const x = 2; return x + y }\nfunction g(x) { return () => x }\nx\n"
  const parsed = parseSource("a.ts", source)
  if (typeof parsed === "string") throw new Error(parsed)
  const { program } = createModule("a.ts", parsed)
  for (const root of descendants(program))
    for (const name of ["x", "y", "f", "toString"])
      expect(identifiersNamed(root, name)).toEqual(
        [...descendants(root)].filter((node) => node.type === "Identifier" && node.name === name),
      )
})
