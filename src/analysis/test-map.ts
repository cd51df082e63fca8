import { isTestPath } from "./classify.ts"
import { folderOf } from "./source/resolve-import.ts"
import { importGraph } from "./source/import-graph.ts"
import type { Project } from "./source/project.ts"

/** What the tests of a repository exercise, read from their text and imports. */
export interface TestMap {
  /** Test files, sorted. */
  readonly paths: readonly string[]
  /** Whether a test sends a request to this route: a verb and an address that fits its path. */
  reachesRoute(method: string, path: string): boolean
  /** Files with test cases that import the file directly. */
  importersOf(path: string): readonly string[]
  /** Whether a test leads to the file over at most two imports: what it exports is then likely exercised through others. */
  isNear(path: string): boolean
  /** Whether a test that imports the file, directly or through an index, names this export. */
  namesExport(path: string, name: string): boolean
}

const REQUEST = /\.(get|post|put|patch|delete|del|head|options)\s*(?:<[^>()]*>)?\(\s*([`"'])((?:\\.|(?!\2)[^\\]){0,200})\2/gi
const INJECT =
  /\b(?:inject|request|fetch|axios|got)\s*\(\s*(?:\{[^{}]{0,300}?\b(?:url|path)\s*:\s*)?([`"'])((?:\\.|(?!\1)[^\\]){0,200})\1/gi

/** Builds the map once per project. */
export function testMapOf(project: Project): TestMap {
  return project.once("test map", () => {
    const paths = project.sourcePaths.filter(
      (path) => isTestPath(path) && /[.-](?:test|spec|e2e|e2e-spec)\.|(?:^|\/)(?:tests?|__tests__|spec|specs|e2e)\//.test(path),
    )
    const requests = paths.flatMap((path) => requestsIn(project.textOf(path) ?? ""))
    const graph = importGraph(project)
    // Fixtures and set-up live among the tests and are none.
    const withCases = paths.filter((path) => project.mentions(path, /\b(?:describe|it|test|suite)\b[\w.]*\s*[(`]/))
    return {
      paths,
      reachesRoute: (method, path) =>
        requests.some(
          (request) => (request.method === null || method === "ALL" || request.method === method) && fitsPath(request.address, path),
        ),
      importersOf: (path) => withCases.filter((test) => graph.get(test)?.includes(path)),
      isNear: (path) => paths.some((test) => (graph.get(test) ?? []).some((each) => each === path || graph.get(each)?.includes(path))),
      namesExport(path, name) {
        const word = new RegExp(`\\b${name.replace(/[$]/g, "\\$&")}\\b`)
        return paths.some((test) => {
          const direct = graph.get(test) ?? []
          const near = direct.includes(path) || direct.some((each) => graph.get(each)?.includes(path))
          return near && word.test(project.textOf(test) ?? "")
        })
      },
    }
  })
}

/** Where a test for this file belongs, by the custom of the tests that are there. */
export function testPathFor(project: Project, path: string): string {
  const { paths } = testMapOf(project)
  const file = path.slice(path.lastIndexOf("/") + 1)
  const dot = file.lastIndexOf(".")
  const stem = file.slice(0, dot)
  const named = paths.filter((each) => /[.-](?:test|spec)\.[cm]?[jt]sx?$/.test(each))
  const ending = mostCommon(named.map((each) => /([.-](?:test|spec))\.[cm]?[jt]sx?$/.exec(each)?.[1] ?? ".test")) ?? ".test"
  const extension = mostCommon(named.map((each) => each.slice(each.lastIndexOf(".")))) ?? file.slice(dot)
  const beside = named.filter((each) => !/(?:^|\/)(?:tests?|__tests__|spec|specs|e2e)\//.test(each)).length
  const name = `${stem}${ending}${extension}`
  const folder = folderOf(path)
  if (paths.length === 0 || beside * 2 > named.length) return folder === "" ? name : `${folder}/${name}`
  const sibling = paths.find((each) => testMapOf(project).importersOf(path).includes(each))
  if (sibling) return sibling
  const testFolder =
    mostCommon(named.map((each) => /^(.*?(?:^|\/)(?:tests?|__tests__|spec|specs))(?:\/|$)/.exec(each)?.[1] ?? "test")) ?? "test"
  const inside = folder.replace(/^(?:.*\/)?(?:src|lib|app)(?:\/|$)/, "")
  const mirrored = inside !== "" && paths.some((each) => each.startsWith(`${testFolder}/${inside}/`))
  return `${testFolder}/${mirrored ? `${inside}/` : ""}${name}`
}

/** Requests a test sends, by verb (`null` when it is not told) and address as written. */
export function requestsIn(text: string): { method: string | null; address: string }[] {
  const found: { method: string | null; address: string }[] = []
  for (const match of text.matchAll(REQUEST))
    if (/^(?:https?:|\/|\$\{)/.test(match[3] as string)) found.push({ method: verb(match[1] as string), address: match[3] as string })
  for (const match of text.matchAll(INJECT))
    if (/^(?:https?:|\/|\$\{)/.test(match[2] as string)) found.push({ method: null, address: match[2] as string })
  for (const match of text.matchAll(/\burl\s*:\s*([`"'])(\/(?:\\.|(?!\1)[^\\]){0,200})\1/g))
    found.push({ method: null, address: match[2] as string })
  return found
}

function verb(name: string): string {
  return name.toLowerCase() === "del" ? "DELETE" : name.toUpperCase()
}

/** Whether a request to the address may reach the path. Prefixes can be mounted elsewhere, so the path's segments must fit the end of the address. */
export function fitsPath(address: string, path: string): boolean {
  const wanted = segments(path)
  const given = segments(address.replace(/^https?:\/\/[^/]+/, "").replace(/[?#].*$/s, ""))
  if (wanted.length === 0) return given.length === 0
  if (wanted.length > given.length) return false
  const tail = given.slice(given.length - wanted.length)
  return wanted.every((segment, index) => /^[:{*]|\(/.test(segment) || tail[index] === segment)
}

function segments(path: string): string[] {
  return path
    .replace(/^\$\{[^}]*\}/, "")
    .split("/")
    .filter((each) => each !== "")
}

function mostCommon(values: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null
}
