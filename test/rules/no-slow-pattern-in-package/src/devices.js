module.exports = [
  // ok: no-slow-pattern-in-package
  { kind: "tablet", matcher: /\bTab[\s/](\d{1,4})/ },
  // ruleid: no-slow-pattern-in-package
  { kind: "console", matcher: /Station.*Portable.*Build.*Region=(\w+)$/ },
  // Two words make it no slower than a header is long.
  // ok: no-slow-pattern-in-package
  { kind: "reader", matcher: /^Reader.*Screen\/(\d+)$/ },
]

// ok: no-slow-pattern-in-package
module.exports.unused = [{ kind: "clock", matcher: /Station.*Portable.*Clock.*Region=(\w+)$/ }]
