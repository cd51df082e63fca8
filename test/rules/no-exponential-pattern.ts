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
