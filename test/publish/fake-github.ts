import { generateKeyPairSync } from "node:crypto"
import nock from "nock"
import { createGitHubClients, type GitHubClients } from "../../src/github/clients.ts"

const apiUrl = "https://api.github.test"
const appId = 77
const privateKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
}).privateKey

export const headSha = "a".repeat(40)
export const ref = { installationId: 7, repositoryId: 42, owner: "acme", name: "orders", number: 5 }
export const bot = { id: 900, login: "expert[bot]", type: "Bot" }
export const person = { id: 1, login: "sam", type: "User" }

type Entry = Record<string, unknown> & { id: number }
type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string>]

/** How one write goes wrong. `applied` tells whether GitHub carried it out before the answer went bad. */
export interface Fault {
  readonly on: RegExp
  readonly answer: Answer
  readonly applied: boolean
}

/** The part of GitHub that publishing speaks with, in memory behind nock: enough state for repeated runs, every write on record. */
export class FakeGitHub {
  readonly writes: string[] = []
  readonly bodies: Record<string, unknown>[] = []
  readonly reads: string[] = []
  readonly faults: Fault[] = []
  readonly reviews: Entry[] = []
  readonly reviewComments: Entry[] = []
  readonly comments: Entry[] = []
  readonly checkRuns: Entry[] = []
  readonly annotations: Record<string, unknown>[] = []
  readonly answers = new Map<string, Answer>()
  files: { filename: string; patch?: string }[] = []
  /** Which anchors GitHub refuses, besides those outside of `files`. */
  refuses: (comment: { path: string; line: number }) => boolean = () => false
  head = headSha
  state = "open"
  readonly clients: GitHubClients
  #nextId = 100

  constructor() {
    this.clients = createGitHubClients({ appId, privateKey, apiUrl, userAgent: "test" })
    for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
      nock(apiUrl)
        .persist()
        .intercept(/.*/, method)
        .optionally()
        .reply(async (request: Request) => {
          const text = await request.text()
          const { pathname, search } = new URL(request.url)
          return this.#answer(method, pathname + search, text === "" ? {} : (JSON.parse(text) as Record<string, unknown>)) as never
        })
    }
  }

  #answer(method: string, uri: string, body: Record<string, unknown>): Answer {
    const path = uri.replace(/\?.*/, "")
    const scripted = this.answers.get(`${method} ${path}`)
    if (scripted !== undefined) return scripted
    if (path === "/app") return [200, { id: appId, slug: "expert" }]
    if (path.endsWith("/access_tokens"))
      return [201, { token: "ghs_test", expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} }]
    const route = `${method} ${path.replace("/repos/acme/orders", "")}`
    if (method === "GET") return this.#read(route, uri)
    const fault = this.faults.findIndex((candidate) => candidate.on.test(route))
    const [found] = fault < 0 ? [] : this.faults.splice(fault, 1)
    this.writes.push(found === undefined ? route : `${route} → ${found.answer[0]}`)
    this.bodies.push(body)
    if (found !== undefined && !found.applied) return found.answer
    const answer = this.#write(route, body)
    return found?.answer ?? answer
  }

  #read(route: string, uri: string): Answer {
    this.reads.push(route)
    if (route === "GET /pulls/5") return [200, this.pull()]
    if (route === "GET /pulls/5/files") return [200, this.files]
    if (route === "GET /pulls/5/reviews") return page(uri, this.reviews)
    if (route === "GET /pulls/5/comments") return page(uri, this.reviewComments)
    if (route === "GET /issues/5/comments") return page(uri, this.comments)
    if (/^GET \/commits\/\w+\/check-runs$/.test(route)) return [200, { total_count: this.checkRuns.length, check_runs: this.checkRuns }]
    const run = this.checkRuns.find((candidate) => route.startsWith(`GET /check-runs/${candidate.id}`))
    if (run !== undefined && route.endsWith("/annotations")) return page(uri, this.annotations)
    if (run !== undefined) return [200, { ...run, output: { annotations_count: this.annotations.length } }]
    return [404, { message: "Not Found" }]
  }

  #write(route: string, body: Record<string, unknown>): Answer {
    const id = this.#nextId++
    if (route === "POST /pulls/5/reviews") return this.#createReview(id, body)
    if (route === "POST /pulls/5/comments" || route.endsWith("/replies")) return this.#add(this.reviewComments, { id, ...body })
    if (route === "POST /issues/5/comments") return this.#add(this.comments, { id, ...body })
    if (route === "POST /check-runs") return this.#add(this.checkRuns, { id, app: { id: appId }, ...body })
    if (route.endsWith("/reactions")) return [201, { id }]
    const number = Number(/\d+$/.exec(route)?.[0])
    const entry = [...this.reviews, ...this.reviewComments, ...this.comments, ...this.checkRuns].find((one) => one.id === number)
    if (entry === undefined) return [404, { message: "Not Found" }]
    if (route.startsWith("DELETE")) {
      this.reviews.splice(this.reviews.indexOf(entry), 1)
      return [200, {}]
    }
    for (const one of ((body["output"] as Record<string, unknown> | undefined)?.["annotations"] as Record<string, unknown>[] | undefined) ??
      [])
      this.annotations.push(one)
    Object.assign(entry, body)
    return [200, entry]
  }

  #createReview(id: number, body: Record<string, unknown>): Answer {
    if (this.reviews.some((review) => review["state"] === "PENDING"))
      return [422, { message: "Unprocessable Entity", errors: ["User can only have one pending review per pull request"] }]
    const comments = (body["comments"] as { path: string; line: number }[] | undefined) ?? []
    if (comments.some((comment) => this.refuses(comment)))
      return [422, { message: "Unprocessable Entity", errors: ["Line could not be resolved"] }]
    for (const comment of comments) this.#add(this.reviewComments, { id: this.#nextId++, ...comment })
    return this.#add(this.reviews, { id, state: "COMMENTED", ...body })
  }

  #add(list: Entry[], entry: Entry): Answer {
    list.push({ user: bot, ...entry })
    return [201, entry]
  }

  pull() {
    const repo = { id: 42, full_name: "acme/orders", clone_url: "https://github.test/acme/orders.git" }
    return {
      number: 5,
      title: "t",
      body: null,
      user: person,
      state: this.state,
      draft: false,
      labels: [],
      changed_files: 1,
      html_url: "https://github.test/acme/orders/pull/5",
      base: { ref: "main", sha: "b".repeat(40), repo },
      head: { ref: "x", sha: this.head, repo },
    }
  }
}

/** A patch that adds the lines `from` to `to`. */
export function patchOf(from: number, to: number): string {
  const lines = Array.from({ length: to - from + 1 }, (_, index) => `+line ${from + index}`)
  return [`@@ -${from - 1},0 +${from},${lines.length} @@`, ...lines].join("\n")
}

function page(uri: string, all: readonly unknown[]): Answer {
  const query = new URL(uri, apiUrl).searchParams
  const size = Number(query.get("per_page") ?? 30)
  const number = Number(query.get("page") ?? 1)
  const next =
    number * size < all.length ? { link: `<${apiUrl}${uri.replace(/&page=\d+/, "")}&page=${number + 1}>; rel="next"` } : undefined
  return next === undefined
    ? [200, all.slice((number - 1) * size, number * size)]
    : [200, all.slice((number - 1) * size, number * size), next]
}
