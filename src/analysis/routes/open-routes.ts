import type { Route } from "./route.ts"

// Routes that people reach before they can prove who they are. Who resets a second factor, a quota or a counter is somebody else.
const OPEN =
  /^(?:log-?(?:in|out)|sign-?(?:in|up|out)|register|auth\w*|tokens?|oauth\w*|callback|web-?hooks?|hooks?|health\w*|ready\w*|live(?:z|ness)?|ping|metrics|version|public|forgot.*|(?:password-?)?reset(?:[-_]?(?:pass|pwd|pw|token|link|request|code|e?mail|account|form|confirm|complete|verif|done).*)?|verif.*|confirm.*|refresh(?:[-_]?(?:token|session|auth|jwt|access|login|cookie).*)?|captcha|redirect|invit.*|unsubscribe|\.well-known|docs|swagger.*|openapi.*|csrf.*|favicon.*|robots.*)$/i

/** Whether a segment of a path says that what is below it is reached before anybody has logged in. */
export function isOpenSegment(segment: string): boolean {
  return OPEN.test(segment)
}

/** Whether the end of a route's path says so. The prefix of a mounted router says nothing about one of its routes. */
export function isOpenPath({ path }: Route): boolean {
  return (path ?? "").split("/").slice(-2).some(isOpenSegment) || path === "/status"
}
