// @ts-nocheck fixture
export function head(target, host) {
  if (/[\r\n\s]/.test(target)) throw new TypeError("a path has no blanks")
  // ok: no-line-break-in-request
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
}
