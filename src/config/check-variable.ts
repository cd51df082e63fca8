import type { z } from "zod"

// What a variable may hold, as refinements for zod. A message continues the sentence that starts with the variable's name.

type Context = z.core.$RefinementCtx<string>

/** Checks a whole number written in digits. */
export function integerBetween(least: number, most: number) {
  return (text: string, context: Context): void => {
    const isInteger = /^\d{1,9}$/.test(text)
    if (!isInteger || Number(text) < least || Number(text) > most) context.addIssue(`must be a whole number from ${least} to ${most}`)
  }
}

/** Checks an amount of US dollars, written as a number with at most two decimals. */
export function dollarsUpTo(most: number) {
  return (text: string, context: Context): void => {
    const isAmount = /^\d{1,9}(?:\.\d{1,2})?$/.test(text)
    if (!isAmount || Number(text) > most) context.addIssue(`must be US dollars from 0 to ${most}, such as 1.50`)
  }
}

/** Checks the address of a gateway to the model. */
export function refuseWrongModelUrl(text: string, context: Context): void {
  const url = parseUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return context.addIssue("must be an address such as https://gateway.example.com")
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return context.addIssue("must be an address alone, without user, password, `?` or `#`")
  // A name without a dot is a neighbour in the same network of containers.
  if (url.protocol === "http:" && !isLoopback(url) && url.hostname.includes("."))
    context.addIssue("must start with https: the key and the code under review travel to it")
}

/** Checks the base of a REST API: the usual mistakes are the address of the web pages and a missing `/api/v3`. */
export function refuseWrongApiUrl(text: string, context: Context): void {
  const url = parseUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    return context.addIssue("must be an address such as https://api.github.com or https://HOST/api/v3")
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return context.addIssue("must be an address alone, without user, password, `?` or `#`")
  if (/^(www\.)?github\.com$/.test(url.hostname)) return context.addIssue("is the address of the web pages: use https://api.github.com")
  if (isLoopback(url)) return
  if (url.protocol === "http:") return context.addIssue("must start with https: tokens travel to it")
  if (!url.hostname.startsWith("api.") && !/\/api\/v3\/?$/.test(url.pathname))
    context.addIssue(`must end with /api/v3 for GitHub Enterprise Server: ${url.origin}/api/v3`)
}

/** Checks an address that GitHub and a browser reach. */
export function refuseWrongPublicUrl(text: string, context: Context): void {
  const url = parseUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return context.addIssue("must be an address such as https://expert.example.com")
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    return context.addIssue("must be an address alone, without user, password, `?` or `#`")
  if (url.protocol === "http:" && !isLoopback(url))
    context.addIssue("must start with https: the App's private key passes through the set-up page")
}

/** Checks a PostgreSQL address; the message never repeats it, for it holds a password. */
export function refuseWrongDatabaseUrl(text: string, context: Context): void {
  const url = parseUrl(text)
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    context.addIssue(
      "must start with postgres:// and name host and database, such as postgres://user:password@host:5432/expert; leave it out for the embedded database",
    )
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(url.hostname)
}
