// ruleid: no-exponential-pattern
const routing = /([0-9]+)+\#/

// ok: no-exponential-pattern
const fixedRouting = /([0-9]+)\#/

// ruleid: no-exponential-pattern
const words = /^(\w+\s?)*$/

// ok: no-exponential-pattern
const slug = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

// ruleid: no-exponential-pattern
const made = new RegExp("^(([a-z])+.)+[A-Z]([a-z])+$")

// ok: no-exponential-pattern
const trailing = /\s+$/

// ok: no-exponential-pattern
const list = /^(?:\d+,)*\d+$/

// ok: no-exponential-pattern
const once = /^(a+){1}$/

// ok: no-exponential-pattern
const blank = /(?:[ \t]*[\n\r]+[ \t]*)+/g

export const patterns = [routing, fixedRouting, words, slug, made, trailing, list, once]

// ruleid: no-exponential-pattern
const comment = /\/\*(?:.|\s)*?\*\//

// ok: no-exponential-pattern
const commentLines = /\/\*(?:.|\n)*?\*\//

// ruleid: no-exponential-pattern
const quoted = /"(?:\\.|[^"])*"/

// ok: no-exponential-pattern
const quotedRight = /"(?:\\.|[^"\\])*"/

// ruleid: no-exponential-pattern
const emphasis = /^_((?:__|[\s\S])+?)_\b/

// ok: no-exponential-pattern
const emphasisRight = /^_((?:[^_]|__)+?)_\b/

// ruleid: no-exponential-pattern
const same = /^(a|a)*$/

// ok: no-exponential-pattern
const anything = /^(?:.|\s)*/

// ruleid: no-exponential-pattern
const shared = /^(?:ab|a|b)+c/

// ok: no-exponential-pattern
const prefix = /^(?:ab|a|c)+d/

export const choices = [comment, commentLines, quoted, quotedRight, emphasis, emphasisRight, same, anything, shared, prefix]

// ok: no-exponential-pattern
const quote = /^( *>[^\n]+(\n[^\n]+)*\n*)+/

// ruleid: no-exponential-pattern
const nested = /^(?:x(?:a+)+b)*/

export const tails = [quote, nested]

const NESTED = "^(a+)+$"

export function charts(app, index) {
  app.get("/charts/*splat", (req, res) => {
    // ruleid: no-exponential-pattern
    const parts = req.path.match(`/charts/(\\w*\\W*)+/[0-9]*/[0-9]*/[0-9]*`)
    // ruleid: no-exponential-pattern
    const at = req.path.search("(\\w*\\W*)+/x")
    // ruleid: no-exponential-pattern
    const all = [...req.path.matchAll("(?:\\w+\\s?)*$")]
    // ruleid: no-exponential-pattern
    const named = req.query.name?.match(NESTED)
    // ok: no-exponential-pattern
    const right = req.path.match(`/charts/(\\w+)/[0-9]+/[0-9]+/[0-9]+`)
    // ok: no-exponential-pattern
    const texts = req.path.replace("(\\w*\\W*)+/x", "").split("(\\w*\\W*)+/x")
    // ok: no-exponential-pattern
    const found = index.search("(\\w*\\W*)+/x", { limit: 10 })
    // ok: no-exponential-pattern
    const literal = req.path.match(/^(?:\d+,)*\d+$/)
    res.json({ parts, at, all, named, right, texts, found, literal })
  })
}
