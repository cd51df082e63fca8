// ruleid: no-slow-pattern-in-package
const CHARSET = /charset\s*=\s*"? *([\w-]+)/i
// ok: no-slow-pattern-in-package
const CHARSET_LIMITED = /charset\s{0,10}=\s{0,10}"? {0,10}([\w-]{1,100})/i
// ruleid: no-slow-pattern-in-package
const STRICT = /^([^-]+)-([A-Za-z0-9+/]+(?:=?=?))([?\x21-\x7E]*)$/
// ok: no-slow-pattern-in-package
const LOOSE = /^([a-z0-9]+)-(\S+)$/
// ruleid: no-slow-pattern-in-package
const TOKENS = / *, */
const WORD = "[^=;]+"
// ruleid: no-slow-pattern-in-package
const PAIR = new RegExp("^(" + WORD + `)\\s*=\\s*(.*)$`)

exports.charset = function (headers) {
  const type = headers["content-type"] || ""
  const found = CHARSET.exec(type)
  return found ?? CHARSET_LIMITED.exec(type)
}

exports.integrity = (text, options) => {
  const pattern = options.strict ? STRICT : LOOSE
  return text.match(pattern)
}

exports.accepted = (req) => (req.headers["accept-encoding"] || "").split(TOKENS)

// ruleid: no-slow-pattern-in-package
exports.words = (line) => line.split(/ *; */)

exports.pair = (text) => {
  return PAIR.exec(text.trim())
}

exports.shortPair = (text) => {
  if (text.length > 4096) return null
  // ok: no-slow-pattern-in-package
  return /^([^=;]+)\s*=\s*(.*)$/.exec(text)
}

// ok: no-slow-pattern-in-package
exports.own = () => /^([^=;]+)\s*=\s*(.*)$/.exec(process.env.CHARSET ?? "")

module.exports.Reader = class Reader {
  read(buffer) {
    const lines = buffer.toString("utf8").split("\n")
    // ruleid: no-slow-pattern-in-package
    return lines.map((line) => line.match(/^([a-z0-9-]+)[ \t]+([a-z0-9+ \t]+=*)(.*)$/))
  }
}

// ruleid: no-slow-pattern-in-package
exports.base = (path) => path.replace(/.*[/\\]/, "")

// ok: no-slow-pattern-in-package
exports.anchored = (path) => path.replace(/^.*[/\\]/, "")

module.exports.Hash = class Hash {
  constructor(hash) {
    this.source = hash.trim()
    // ruleid: no-slow-pattern-in-package
    this.match = this.source.match(/^([^-]+)-([^?]+)([?\S*]*)$/)
    // ok: no-slow-pattern-in-package
    this.own = this.version.match(/^([^-]+)-([^?]+)([?\S*]+)$/)
  }
}

// ruleid: no-slow-pattern-in-package
exports.last = (path) => path.match(".*[/\\\\]")
// ok: no-slow-pattern-in-package
exports.first = (path) => path.match("^[^/]*/")
// ok: no-slow-pattern-in-package
exports.without = (path) => path.replace(".*[/\\\\]", "")

function changed(stdout) {
  // ok: no-slow-pattern-in-package
  return stdout.split("\n").map((row) => /^(\w+) .*?(\d+) (.*)$/.exec(row))
}
exports.changed = (run) => run("git log", (error, stdout) => changed(stdout))
exports.line = (text) =>
  // ruleid: no-slow-pattern-in-package
  text.split("\n").map((row) => /^(\w+) .*?(\d+) (.*)$/.exec(row))
