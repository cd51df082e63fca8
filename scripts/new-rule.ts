// Scaffolds a rule and its fixture: node scripts/new-rule.ts -- no-something
import { existsSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const id = process.argv.slice(2).find((argument) => argument !== "--")
const root = fileURLToPath(new URL("..", import.meta.url))

if (id === undefined || !/^(?:no|require|prefer)(?:-[a-z0-9]+)+$/.test(id)) {
  process.stderr.write("usage: npm run new:rule -- <id>   where <id> is no-…, require-… or prefer-…, in kebab case\n")
  process.exit(2)
}
const rulePath = `src/analysis/rules/${id}.ts`
const fixturePath = `test/rules/${id}.ts`
if (existsSync(root + rulePath)) {
  process.stderr.write(`${rulePath} exists already\n`)
  process.exit(2)
}
const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
writeFileSync(
  root + rulePath,
  `import { defineRule } from "../rule.ts"
import { descendants } from "../source/ast.ts"

export const ${name} = defineRule({
  kind: "source",
  id: "${id}",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "One claim that stands alone",
  why: "What goes wrong in production because of it. When it does not matter.",
  fix: "What to do instead.",
  cwe: [],
  *check({ module }) {
    for (const node of descendants(module.program)) {
      if (node.type !== "DebuggerStatement") continue
      yield { at: node, message: "The consequence first, with the names of the code." }
    }
  },
})
`,
)
writeFileSync(root + fixturePath, `// @ts-nocheck fixture\n// ruleid: ${id}\ndebugger\n\n// ok: ${id}\nexport const fine = true\n`)
process.stdout.write(`wrote ${rulePath} and ${fixturePath}\nnow: npm run generate && npx vitest run test/rules.test.ts -t ${id}\n`)
