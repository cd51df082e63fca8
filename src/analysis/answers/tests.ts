import type { AnsweredTest } from "../../model/question.ts"
import { routesIn } from "../routes/collect-routes.ts"
import type { Route } from "../routes/route.ts"
import { affectedBy, importGraph } from "../source/import-graph.ts"
import type { Project } from "../source/project.ts"
import { testCallsIn } from "../test-cases.ts"
import { testMapOf } from "../test-map.ts"
import { onOneLine, shorten } from "./short-list.ts"
import type { ShortList } from "./short-list.ts"

const MAX_ITEMS = 20
const MAX_NAMES = 25
const MAX_NAME = 120
const MAX_FILES = 200

/**
 * Test files that exercise a file: those that import it, then those that import an index of it, then those that send requests to routes that
 * lead there. With a symbol only those of them that name it, or whose routes are handled by code that names it.
 */
export function testsFor(project: Project, path: string, symbol: string | null): ShortList<AnsweredTest> {
  const map = testMapOf(project)
  const graph = importGraph(project)
  const name = symbol === null ? null : symbol.slice(symbol.lastIndexOf(".") + 1)
  const isNamedIn = (text: string | null) => name === null || (text !== null && holdsWord(text, name))
  const direct = map.importersOf(path)
  const throughIndex = map.paths.filter((test) => graph.get(test)?.some((each) => graph.get(each)?.includes(path)))
  const found = new Set([...direct, ...throughIndex].filter((test) => isNamedIn(project.textOf(test))))
  const around = [...affectedBy(project, [path])].slice(0, MAX_FILES)
  for (const each of around) {
    for (const route of routesIn(project, each)) {
      if (route.method === "USE" || route.path === null || !isNamedIn(textOf(route))) continue
      for (const test of map.testsOfRoute(route.method, route.path)) found.add(test)
    }
  }
  const { items, isCut } = shorten([...found], MAX_ITEMS)
  return { items: items.map((test) => ({ path: test, names: namesIn(project, test) })), isCut }
}

function textOf({ module, node, handler }: Route): string {
  const running = handler.function === null ? "" : handler.functionModule.textOf(handler.function)
  return `${module.textOf(node)} ${running}`
}

function namesIn(project: Project, path: string): string[] {
  const module = project.moduleOf(path)
  if (module === null) return []
  const titles = testCallsIn(project, module).flatMap(({ kind, title }) =>
    kind === "case" && title !== null ? [onOneLine(title, MAX_NAME)] : [],
  )
  return titles.slice(0, MAX_NAMES)
}

// By hand, because the name may be any text.
function holdsWord(text: string, word: string): boolean {
  if (word === "") return false
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? " ", text[at + word.length] ?? " "]
    if (!/[\w$]/.test(before) && !/[\w$]/.test(after)) return true
  }
  return false
}
