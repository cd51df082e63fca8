// Other programs read our comments as raw text and take orders from them, whatever GitHub renders. They look for their name after a blank or at the
// start of a line, and for words and slash commands at the start of a line.

/** Takes source text that is quoted, returns it with every order to another program broken by one blank. Twice changes nothing more. */
export function disarmOrders(code: string): string {
  return disarmSummons(code).replace(order, " $&")
}

/** The same for what stands inside of a line. */
export function disarmSummons(code: string): string {
  return code.replace(summons, "$1@ $2")
}

/** True when a text holds what another program would take for an order: it must not be offered as a change, for breaking it would change the code. */
export function holdsOrder(code: string): boolean {
  return code.search(summons) >= 0 || code.search(order) >= 0
}

/** Takes one line of Markdown, returns it so that it does not begin with an order. Twice changes nothing more. */
export function disarmStart(line: string): string {
  return line.replace(/^\/(?=[a-z])/i, "\\/").replace(firstWords, "`$&`")
}

// With a bracket behind it is a decorator.
const bots =
  "claude|coderabbit(?:ai)?|copilot|codex|cursor(?:agent)?|bugbot|dependabot|renovate(?:bot)?|mergify(?:io)?|greptile[\\w-]*|gemini[\\w-]*|sourcery[\\w-]*|qodo[\\w-]*|codium[\\w-]*|ellipsis[\\w-]*|bors|homu|rustbot|bot|k8s-ci-robot|netlify|vercel|allcontributors|snyk[\\w-]*|sonarcloud|devin[\\w-]*|sweep[\\w-]*|openhands[\\w-]*|jules|graphite[\\w-]*|github-actions|expert|nodejs-backend-expert"
const summons = new RegExp(`(^|[^\\w\`@])@(${bots})(?![\\w(-])`, "gim")
const words =
  "(?:bors|homu|jenkins|azp|ok to test|(?:re)?test this please|run ci|bugbot run|cursor review|r[+-](?=$|\\s|=))(?![\\w(.:/])|(?:retest|recheck|lgtm)(?=[ \\t.!]*$)"
const order = new RegExp(`^(?:/[a-z][\\w-]*(?=\\s|$)|${words})`, "gim")
const firstWords = new RegExp(`^(?:${words})`, "i")
