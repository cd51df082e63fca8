import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { deletedAt } from "../change/deleted-at.ts"
import { routesOf } from "../routes/collect-routes.ts"
import type { Route } from "../routes/route.ts"
import { descendants } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { requiredBy } from "../source/common-js.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { testMapOf } from "../test-map.ts"
import { fitsRoute } from "../tests/reached-routes.ts"
import { requestsIn } from "../tests/requests.ts"
import type { TestRequest } from "../tests/requests.ts"
import { testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"

export const noRemovedTest = defineRule({
  kind: "change",
  id: "no-removed-test",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "medium",
  title: "Tests are removed while the code they cover stays",
  why: "What they guarded can break from now on without anyone noticing. A test that fails after a change is news about the change first.",
  fix: "Keep the tests and adapt them, or say in the pull request what covers the code instead.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (file.oldPath === null || !isTestPath(file.oldPath) || file.status === "copied") continue
      const module = base.moduleOf(file.oldPath)
      if (!module || head.problemOf(file.path) !== null || (file.status !== "deleted" && !head.moduleOf(file.path))) continue
      const cases = testCallsIn(base, module).filter((test) => test.kind === "case" && test.title !== null)
      const here = file.status === "deleted" ? [] : titlesOf(head, file.path)
      const missing = cases.filter((test) => !here.includes(wordsOf(test.title as string)))
      // As many new titles as old ones: rewritten, not removed.
      if (missing.length === 0 || cases.length - here.length < missing.length / 2) continue
      const moved = new Set(testMapOf(head).paths.flatMap((path) => (head.textOf(path) === base.textOf(path) ? [] : titlesOf(head, path))))
      const gone = missing.filter((test) => !moved.has(wordsOf(test.title as string)))
      const orphans = gone.flatMap((test) => {
        const covered = coveredBy(base, head, module, test)
        return covered === null ? [] : [{ test, covered }]
      })
      const first = orphans[0]
      if (!first) continue
      const names = [...new Set(orphans.map((each) => each.covered))]
      const titles = orphans.slice(0, 3).map(({ test }) => `“${(test.title as string).replace(/[\s`]+/g, " ").slice(0, 60)}”`)
      const rest = orphans.length > 3 ? ` and ${orphans.length - 3} more` : ""
      const shown = names
        .slice(0, 3)
        .map((name) => `\`${name}\``)
        .join(", ")
      yield {
        path: file.path,
        at: deletedAt(file, module.lineOf(first.test.call)),
        title:
          file.status === "deleted"
            ? `The only tests of ${shown} are deleted`
            : `${orphans.length === 1 ? "The last test" : `The last ${orphans.length} tests`} of ${shown} ${orphans.length === 1 ? "is" : "are"} removed`,
        message: `${shown} ${names.length === 1 ? "stays" : "stay"} in the code, and after this change no test reaches ${names.length === 1 ? "it" : "them"} any more. Removed: ${titles.join(", ")}${rest}.`,
        key: `removed ${names.join(" ")}`,
      }
    }
  },
})

function titlesOf(project: Project, path: string): string[] {
  const module = project.moduleOf(path)
  return module
    ? testCallsIn(project, module).flatMap((test) => (test.kind === "case" && test.title !== null ? [wordsOf(test.title)] : []))
    : []
}

function wordsOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
}

/** What the test exercised that is still there and that no test reaches now; `null` when there is nothing of that kind. */
function coveredBy(base: Project, head: Project, module: SourceModule, test: TestCall): string | null {
  const tests = testMapOf(head)
  for (const request of requestsIn(module.textOf(test.call))) {
    const route = request.method === null ? null : routesOf(head).find((each) => isAddressed(each, request))
    if (route?.path != null) return tests.reachesRoute(route.method, route.path) ? null : `${route.method} ${route.path}`
  }
  let covered: string | null = null
  for (const node of descendants(test.call)) {
    const used = node.type === "Identifier" ? importedFrom(base, module, node) : null
    if (used === null || isTestPath(used.path)) continue
    const offered = head.moduleOf(used.path)?.exports.get(used.name)
    // What the test called went with it; the rest of what it names was only there to say what to expect.
    const isCalled = node.parent?.type === "CallExpression" && node.parent.callee === node
    if (isCalled && !offered && base.moduleOf(used.path)?.exports.has(used.name)) return null
    // Types need no test of their own.
    if (!offered || (offered.kind === "node" && offered.node.type.startsWith("TS"))) continue
    if (covered === null && !tests.namesExport(used.path, used.name)) covered = used.name
  }
  return covered
}

function isAddressed(route: Route, request: TestRequest): boolean {
  if (route.method === "USE" || route.path === null || route.path === "" || route.path === "/" || isTestPath(route.module.path))
    return false
  return fitsRoute(request, route.method, route.path)
}

/** The local file and the export a name of the test stands for, by `import { name }` or `const { name } = require(…)`. */
function importedFrom(project: Project, module: SourceModule, name: Node): { path: string; name: string } | null {
  const binding = module.bindings.resolve(name)
  if (binding?.declaration.type === "ImportSpecifier") {
    const { imported } = binding.declaration
    const declaration: Node | undefined = binding.declaration.parent
    const path = declaration?.type === "ImportDeclaration" ? project.resolve(module.path, declaration.source.value) : null
    return path === null ? null : { path, name: imported.type === "Identifier" ? imported.name : imported.value }
  }
  if (binding?.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return null
  const specifier = requiredBy(binding.declaration.init)
  const path = specifier === null ? null : project.resolve(module.path, specifier)
  const exported = binding.pattern[0]
  return path === null || exported == null ? null : { path, name: exported }
}
