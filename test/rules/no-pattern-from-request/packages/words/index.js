const escape = require("escape-string-regexp")

exports.split = (text, separator) => {
  // ruleid: no-pattern-from-request
  return text.split(new RegExp("(" + separator + "[A-Z])"))
}

exports.splitSafely = (text, separator) => {
  // ok: no-pattern-from-request
  return text.split(new RegExp("(" + escape(separator) + "[A-Z])"))
}

exports.matches = (text, pattern) => {
  // ok: no-pattern-from-request
  return new RegExp(pattern).test(text)
}
