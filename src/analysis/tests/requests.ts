/** One request that a test sends. */
export interface TestRequest {
  /** `null` when the test does not tell it where it sends the request. */
  readonly method: string | null
  /** As written, without host and query; what is computed at run time stands as `${}`. */
  readonly address: string
}

/** What stands in an address for a part that is computed at run time. */
export const HOLE = "${}"

const VERBS = "get|post|put|patch|delete|del|head|options"
// `request(app).get(…)`, `app.inject(…)`, `fetch(…)`, `axios({…})`, and helpers that take the verb first: `send("post", …)`.
const SENDING = new RegExp(
  `(?:\\.(${VERBS})|(?<![\\w$])(?:inject|request|fetch|axios|got|ky|superagent))\\s*(?:<[^<>()]{0,200}>)?\\(\\s*|[([]\\s*(["'])(${VERBS})\\2\\s*,\\s*`,
  "gi",
)
const VERB_FIRST = new RegExp(`(["'])(${VERBS})\\1\\s*,\\s*`, "iy")
const NAMED_ADDRESS = /\b(?:url|uri|path|pathname|endpoint|route)\s*:\s*/g
const NAMED_METHOD = new RegExp(`\\bmethod\\s*:\\s*["'\`](${VERBS})["'\`]`, "i")
const CONSTANT = /\b(?:const|let|var)\s+([A-Za-z_$][\w$]{0,60})\s*(?::\s*string\s*)?=\s*(["'`])([^"'`\n$\\]{1,200})\2/g
const LITERAL_PATH = /[[,(:=]\s*(["'`])(\/[\w\-./:@%]{1,200})(?:\?[^"'`\n]{0,200})?\1/g
const MAX_PATHS = 500

/** The requests that the text of a test sends, by verb and address. Reads text alone, so that no test is parsed for it. */
export function requestsIn(text: string): TestRequest[] {
  const constants = new Map([...text.matchAll(CONSTANT)].map((match) => [match[1] as string, match[3] as string]))
  const found = new Map<string, TestRequest>()
  const add = (method: string | null, written: string) => {
    const address = normalize(written)
    if (address !== null) found.set(`${method} ${address}`, { method, address })
  }
  // Of requests whose address is a variable.
  const tableMethods = new Set<string | null>()
  for (const match of text.matchAll(SENDING)) {
    let at = match.index + match[0].length
    let verb = match[1] ?? match[3]
    VERB_FIRST.lastIndex = at
    const first = verb === undefined ? VERB_FIRST.exec(text) : null
    if (first) [verb, at] = [first[2], VERB_FIRST.lastIndex]
    // The options of an object are read below, whoever is given them.
    const written = addressAt(text, at, constants)
    if (written === null) continue
    // `request(app)` names no address yet.
    if (written.address === HOLE && verb === undefined) continue
    if (written.address === HOLE) tableMethods.add(verbOf(verb as string))
    else if (verb !== undefined) add(verbOf(verb), written.address)
    else add(methodIn(text.slice(written.end, written.end + 120)), written.address)
  }
  for (const match of text.matchAll(NAMED_ADDRESS)) {
    const written = addressAt(text, match.index + match[0].length, constants)
    if (written === null) continue
    if (written.address === HOLE) tableMethods.add(methodIn(objectAround(text, match.index)))
    else if (/^(?:\/|https?:|\$\{\})/.test(written.address)) add(methodIn(objectAround(text, match.index)), written.address)
  }
  // `test.each(["/a", "/b"])("%s", (path) => request(app).get(path))`
  if (tableMethods.size > 0)
    for (const match of [...text.matchAll(LITERAL_PATH)].slice(0, MAX_PATHS))
      for (const method of tableMethods) add(method, match[2] as string)
  return [...found.values()]
}

function verbOf(name: string): string {
  return name.toLowerCase() === "del" ? "DELETE" : name.toUpperCase()
}

function methodIn(text: string): string | null {
  const named = NAMED_METHOD.exec(text)?.[1]
  return named === undefined ? null : verbOf(named)
}

// Good enough for the options of one request: from the brace before to the brace after.
function objectAround(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 160), at)
  const after = text.slice(at, at + 240)
  const end = after.indexOf("}")
  return before.slice(before.lastIndexOf("{") + 1) + (end === -1 ? after : after.replace(/\$\{[^}]*\}/g, "").split("}", 1)[0])
}

function normalize(written: string): string | null {
  const path = written.replace(/^https?:\/\/[^/]*/, "").replace(/[?#].*$/s, "")
  if (/^(?:\/|\$\{\}\/?)/.test(path)) return path === HOLE ? null : path
  // `got.extend({ prefixUrl })` takes paths without a slash in front.
  return /^[\w-]+(?:\/(?:[\w.-]|\$\{\})+)+$/.test(path) ? `/${path}` : written === path ? null : "/"
}

const QUOTED = /(["'])((?:\\.|(?!\1)[^\\\n]){0,300})\1/y
const NAME = /(?:await\s+|new\s+URL\s*\(\s*)?([A-Za-z_$][\w$]*)((?:\??\.[\w$]+|!)*)/y
const SPACE = /\s*/y

/** Reads literals, templates and names that are joined with `+`; `null` when the text there is something else. */
function addressAt(text: string, from: number, constants: ReadonlyMap<string, string>): { address: string; end: number } | null {
  let at = from
  let address = ""
  for (let step = 0; step < 8; step++) {
    at = after(SPACE, text, at)
    const character = text[at]
    if (character === '"' || character === "'") {
      QUOTED.lastIndex = at
      const match = QUOTED.exec(text)
      if (!match) return null
      address += match[2] as string
      at = QUOTED.lastIndex
    } else if (character === "`") {
      const template = templateAt(text, at, constants)
      if (template === null) return null
      address += template.address
      at = template.end
    } else {
      NAME.lastIndex = at
      const match = NAME.exec(text)
      if (!match || /^(?:async|function|null|undefined|true|false)$/.test(match[1] as string)) return null
      at = skipCall(text, NAME.lastIndex)
      address += (match[2] === "" ? constants.get(match[1] as string) : undefined) ?? (address.endsWith(HOLE) ? "" : HOLE)
    }
    const next = after(SPACE, text, at)
    if (text[next] !== "+") return { address, end: at }
    at = next + 1
  }
  return { address, end: at }
}

function templateAt(text: string, from: number, constants: ReadonlyMap<string, string>): { address: string; end: number } | null {
  let address = ""
  const limit = Math.min(text.length, from + 400)
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === "`") return { address, end: at + 1 }
    if (text[at] === "$" && text[at + 1] === "{") {
      const end = closing(text, at + 1, limit)
      if (end === -1) return null
      address += constants.get(text.slice(at + 2, end).trim()) ?? HOLE
      at = end
    } else address += text[at] === "\\" ? "" : text[at]
  }
  return null
}

function skipCall(text: string, from: number): number {
  const open = text[from]
  if (open !== "(" && open !== "[") return from
  const end = closing(text, from, Math.min(text.length, from + 200))
  return end === -1 ? from : end + 1
}

// The bracket that closes the one at `from`, whatever kind it is.
function closing(text: string, from: number, limit: number): number {
  let depth = 0
  for (let at = from; at < limit; at++) {
    const character = text[at] as string
    if ("({[".includes(character)) depth++
    else if (")}]".includes(character) && --depth === 0) return at
  }
  return -1
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  pattern.exec(text)
  return Math.max(at, pattern.lastIndex)
}
