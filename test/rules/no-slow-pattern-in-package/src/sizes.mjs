export const SIZES = {
  // ruleid: no-slow-pattern-in-package
  padded: /^([^x]+)x([^=]*)=?(.*)$/,
  // ok: no-slow-pattern-in-package
  plain: /^(\d{1,5})x(\d{1,5})$/,
}

const LOCAL = [
  // ruleid: no-slow-pattern-in-package
  ["range", /^\s*([^-]+)-([^;]+)(.*)$/],
  // ok: no-slow-pattern-in-package
  ["single", /^\d{1,9}$/],
]

export const rangeOf = (text) => {
  for (const [kind, pattern] of LOCAL) if (pattern.test(text)) return kind
  return null
}
