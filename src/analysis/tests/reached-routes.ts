import { withoutLeadingComments } from "../source/blank-out.ts"
import { isTexts } from "../source/blob-facts.ts"
import type { Project } from "../source/project.ts"
import { HOLE, requestsIn } from "./requests.ts"
import type { TestRequest } from "./requests.ts"

interface Sent {
  readonly method: string | null
  readonly given: Given
  /** The tests that send it, sorted. */
  readonly tests: string[]
}

interface Given {
  readonly segments: readonly string[]
  /** Whether what stands in front of the segments is computed at run time. */
  readonly isOpen: boolean
}

/** The tests that send a request to a route, by its method and path. */
export type TestsOfRoute = (method: string, path: string) => readonly string[]

// What `requestsIn` finds changes with its patterns; another name keeps what older versions stored apart.
const FACT = "requests of tests 3"
// A suite of a large service sends some thousands; a route whose path is all parameters is compared with each.
const MAX_COMPARED = 2_000

/** Compares the requests of the given test files with routes. */
export function reachedRoutes(project: Project, paths: readonly string[]): TestsOfRoute {
  const sent = new Map<string, Sent>()
  for (const path of paths) {
    for (const key of project.factOf(path, FACT, (text) => requestsIn(withoutLeadingComments(text)).map(toText), isTexts) ?? []) {
      const known = sent.get(key)
      if (known) known.tests.push(path)
      else {
        const request = fromText(key)
        sent.set(key, { method: request.method, given: givenBy(request.address), tests: [path] })
      }
    }
  }
  const all = [...sent.values()]
  const byWord = new Map<string, Sent[]>()
  for (const each of all) {
    for (const word of new Set(each.given.segments)) {
      const known = byWord.get(word)
      if (known) known.push(each)
      else byWord.set(word, [each])
    }
  }
  const answers = new Map<string, readonly string[]>()
  return (method, path) => {
    const key = `${method} ${path}`
    let answer = answers.get(key)
    if (answer === undefined) {
      const wanted = segmentsOf(path)
      const word = wanted.findLast((each) => !isParameter(each))
      const candidates = word === undefined ? all.slice(0, MAX_COMPARED) : (byWord.get(word) ?? [])
      const fitting = candidates.filter((each) => isMethod(each.method, method) && fits(each.given, wanted))
      answer = [...new Set(fitting.flatMap(({ tests }) => tests))].sort()
      answers.set(key, answer)
    }
    return answer
  }
}

/** Whether a request may reach the route. Routers can be mounted elsewhere, so the path has to fit the end of the address. */
export function fitsRoute(request: TestRequest, method: string, path: string): boolean {
  return isMethod(request.method, method) && fits(givenBy(request.address), segmentsOf(path))
}

function toText({ method, address }: TestRequest): string {
  return `${method ?? "*"} ${address}`
}

function fromText(text: string): TestRequest {
  const [method = "*"] = text.split(" ", 1)
  return { method: method === "*" ? null : method, address: text.slice(method.length + 1) }
}

function isMethod(sent: string | null, method: string): boolean {
  return sent === null || method === "ALL" || sent === method || (sent === "HEAD" && method === "GET")
}

function givenBy(address: string): Given {
  const isOpen = address.startsWith(HOLE)
  return { segments: segmentsOf(isOpen ? address.slice(HOLE.length) : address), isOpen }
}

function fits({ segments, isOpen }: Given, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return segments.length === 0
  const last = wanted.at(-1) as string
  if (/^:.*\?$/.test(last) && fits({ segments, isOpen }, wanted.slice(0, -1))) return true
  if (/^\*|^\{\*|^:.*[*+]$|\.\*/.test(last)) return startsLike(segments, wanted.slice(0, -1))
  if (wanted.length <= segments.length) return isSame(segments.slice(segments.length - wanted.length), wanted)
  // `${users}/active`: what the beginning stands for is not known, so a word of the end has to agree.
  const tail = wanted.slice(wanted.length - segments.length)
  return isOpen && tail.some((each) => !isParameter(each)) && isSame(segments, tail)
}

function isSame(segments: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((each, index) => isParameter(each) || segments[index] === each)
}

function startsLike(segments: readonly string[], wanted: readonly string[]): boolean {
  for (let from = 0; from + wanted.length <= segments.length; from++)
    if (isSame(segments.slice(from, from + wanted.length), wanted)) return true
  return false
}

function isParameter(segment: string): boolean {
  return /^[:{*[$]|\(|:/.test(segment)
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((each) => each !== "")
}
