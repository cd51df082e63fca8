// ok: no-focused-test
export const it = { only: (name, pick) => pick(name) }
it.only("row 7", (name) => name.length)
