import { isTestPath } from "./classify.ts"
import { folderOf } from "./source/resolve-import.ts"
import { importGraph } from "./source/import-graph.ts"
import type { Project } from "./source/project.ts"
import { reachedFunctions } from "./tests/reached-functions.ts"
import { reachedRoutes } from "./tests/reached-routes.ts"
import { withoutLeadingComments } from "./source/blank-out.ts"

/** What the tests of a repository exercise, read from their text and imports. */
export interface TestMap {
  /** Test files, sorted. */
  readonly paths: readonly string[]
  /** The tests that send a request to this route: a verb and an address that fits its path. */
  testsOfRoute(method: string, path: string): readonly string[]
  /** Whether a test sends a request to this route. */
  reachesRoute(method: string, path: string): boolean
  /** Files with test cases that import the file directly. */
  importersOf(path: string): readonly string[]
  /** Whether a test leads to the file over at most three imports: what it exports is then likely exercised through others. */
  isNear(path: string): boolean
  /** Whether a test imports the file, directly or through an index. */
  isNextTo(test: string, path: string): boolean
  /** Whether a test that imports the file, directly or through an index, names this export. */
  namesExport(path: string, name: string): boolean
  /** Whether a test leads to this export by names: it uses it, or something that uses it, or sends a request to a route that does. */
  reachesExport(path: string, name: string): boolean
}

/** Builds the map once per project. */
export function testMapOf(project: Project): TestMap {
  return project.once("test map", () => {
    const paths = project.sourcePaths.filter(
      (path) => isTestPath(path) && /[.-](?:test|spec|e2e|e2e-spec)\.|(?:^|\/)(?:tests?|__tests__|spec|specs|e2e)\//.test(path),
    )
    const graph = importGraph(project)
    // Fixtures and set-up live among the tests and are none.
    const withCases = paths.filter((path) => project.mentions(path, /\b(?:describe|it|test|suite)\b[\w.]*\s*[(`]/))
    const testsOfRoute = reachedRoutes(project, paths)
    const functions = reachedFunctions(project, testsOfRoute, paths)
    const isNextTo = (test: string, path: string): boolean => {
      const direct = graph.get(test) ?? []
      return direct.includes(path) || direct.some((each) => graph.get(each)?.includes(path))
    }
    return {
      paths,
      testsOfRoute,
      reachesRoute: (method, path) => testsOfRoute(method, path).length > 0,
      importersOf: (path) => withCases.filter((test) => graph.get(test)?.includes(path)),
      isNear: (path) => functions.isNear(path),
      isNextTo,
      namesExport(path, name) {
        const word = new RegExp(`\\b${name.replace(/[$]/g, "\\$&")}\\b`)
        return paths.some((test) => {
          const text = isNextTo(test, path) ? (project.textOf(test) ?? "") : ""
          return word.test(text) && word.test(withoutLeadingComments(text))
        })
      },
      reachesExport: (path, name) => functions.isReached(path, name),
    }
  })
}

/** Where a test for this file belongs, by the custom of the tests that are there. */
export function testPathFor(project: Project, path: string): string {
  const tests = testMapOf(project)
  const { ending, extension, testFolder, isBeside } = testCustomOf(project)
  const file = path.slice(path.lastIndexOf("/") + 1)
  const dot = file.lastIndexOf(".")
  const name = `${file.slice(0, dot)}${ending}${extension ?? file.slice(dot)}`
  const folder = folderOf(path)
  if (isBeside) return folder === "" ? name : `${folder}/${name}`
  const [sibling] = tests.importersOf(path)
  if (sibling !== undefined) return sibling
  const inside = folder.replace(/^(?:.*\/)?(?:src|lib|app)(?:\/|$)/, "")
  const mirrored = inside !== "" && tests.paths.some((each) => each.startsWith(`${testFolder}/${inside}/`))
  return `${testFolder}/${mirrored ? `${inside}/` : ""}${name}`
}

/** How the test files of a repository are called and where they lie. */
interface TestCustom {
  /** `.test`, `.spec`; empty where whatever lies in the folder is run. */
  readonly ending: string
  /** With its dot; `null` where there is no test. */
  readonly extension: string | null
  readonly testFolder: string
  /** Beside what they test. */
  readonly isBeside: boolean
}

function testCustomOf(project: Project): TestCustom {
  return project.once("test custom", () => {
    const { paths } = testMapOf(project)
    const isNamed = (path: string) => /[.-](?:test|spec)\.[cm]?[jt]sx?$/.test(path)
    const named = paths.filter(isNamed)
    // `test/user.js`, as where Mocha runs whatever lies in the folder.
    const bare = paths.filter((each) => !isNamed(each) && project.mentions(each, /\b(?:describe|it|test)\s*\(/))
    const isBare = bare.length > named.length
    const customary = isBare ? bare : named
    const beside = named.filter((each) => !/(?:^|\/)(?:tests?|__tests__|spec|specs|e2e)\//.test(each)).length
    return {
      ending: isBare ? "" : (mostCommon(named.map((each) => /([.-](?:test|spec))\.[cm]?[jt]sx?$/.exec(each)?.[1] ?? ".test")) ?? ".test"),
      extension: mostCommon(customary.map((each) => each.slice(each.lastIndexOf(".")))),
      testFolder:
        mostCommon(customary.map((each) => /^(.*?(?:^|\/)(?:tests?|__tests__|spec|specs))(?:\/|$)/.exec(each)?.[1] ?? "test")) ?? "test",
      isBeside: paths.length === 0 || beside * 2 > named.length,
    }
  })
}

function mostCommon(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null
}
