const MARK = "@@code "
const startsWithMark = (text, mark) => text.substring(0, mark.length) === mark

function unwrap(key, part) {
  // ruleid: no-code-injection
  if (typeof part === "string" && startsWithMark(part, MARK)) return eval(`(${part.substring(MARK.length)})`)
  return part
}

function unwrapDates(key, part) {
  if (key === "expression") return part
  // ok: no-code-injection
  return /^\d{4}-\d\d-\d\d$/.test(part) ? eval(`new Date("${part}")`) : part
}

exports.open = (text) => JSON.parse(text, unwrap)

exports.openDates = (text) => JSON.parse(text, unwrapDates)
