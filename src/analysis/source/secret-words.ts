/** Names of values that sign or encrypt. */
export const SIGNING =
  /^(?:\w*[-_])?(?:jwt|session|cookie|auth|token|signing|encryption|crypto|hmac|webhook|client|app|access|refresh)[-_]?secret$|(?:jwt|signing|encryption|crypto|hmac|private|secret)[-_]?key$|^secret(?:[-_]?(?:code|word|phrase|string))?$|^secretOr(?:Private)?Key$/i
/** Names of values that open something. */
export const CREDENTIAL = /(?:api[-_]?key|secret|token|password|passwd)$/i

// Keys that are made to stand in pages: of PostHog (a project's), Stripe and Clerk (publishable), Mapbox (public) and Supabase (publishable).
const PUBLIC_KEY = /^(?:phc_|pk_(?:live|test)_|pk\.eyJ|sb_publishable_)/

// A password that was hashed opens nothing by itself: rows to begin with, and what is compared where there is no account.
const HASH_OF_PASSWORD = /^\$(?:2[abxy]?|argon2(?:id|i|d)|scrypt|s0|pbkdf2[\w-]{0,20})\$/

/** Whether a text under this name is likely a secret that is in use. */
export function looksSecret(name: string, literal: string): boolean {
  if (PUBLIC_KEY.test(literal) || HASH_OF_PASSWORD.test(literal)) return false
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "")
  if (literal.length < 6 || isPlaceholder(literal) || plain(name).includes(plain(literal)) || /^[A-Z][A-Z0-9_]*$/.test(literal))
    return false
  // Addresses, paths, header names, message keys and sentences.
  if (/^(?:https?:|\/|\.|#|@)|\.(?:json|ts|js|pem|key)$|^x-[\w-]+$|^(?:[a-z]+[.:/])+[a-z_-]+$/i.test(literal)) return false
  if (SIGNING.test(name)) return !/^[a-z]+(?:[A-Z][a-z]+)+$/.test(literal) && literal.split(/\s+/).length <= 3
  if (!CREDENTIAL.test(name) || /\s/.test(literal)) return false
  const mixed = /\d/.test(literal) && /[a-z]/i.test(literal)
  return mixed && (/passw/i.test(name) ? literal.length >= 8 : literal.length >= 16 && !/^[a-z]+(?:[-_.][a-z0-9]+)+$/.test(literal))
}

// Names of settings for values that sign or encrypt.
const SIGNING_SETTING =
  /(?:secret|private[-_]?key|signing[-_]?key|encryption[-_]?key|crypto[-_]?key|jwt[-_]?key|api[-_]?key|(?:session|cookie)[-_]?keys?$)/i
/** Names of settings for what logs in elsewhere: a database, a service. */
export const OPENS = /(?:token|passw(?:or)?d|(?:^|_)(?:pass|pwd))$/i

// Services that count and show things give out tokens that stand in pages.
const STANDS_IN_PAGES =
  /mixpanel|amplitude|segment|posthog|analytics|mapbox|logrocket|rollbar|beacon|client_?token|public|publishable|site_?token/i

function isRealCredential(name: string, literal: string): boolean {
  return OPENS.test(name) && !STANDS_IN_PAGES.test(name) && (looksChosen(literal) || looksIssued(literal))
}

/** Whether a text stands in for a secret that was not set. */
export function isRealFallback(name: string, literal: string): boolean {
  if (
    literal === "" ||
    PUBLIC_KEY.test(literal) ||
    !(SIGNING_SETTING.test(name) || isRealCredential(name, literal)) ||
    /_(?:name|path|file|arn|id|url|ttl|expir\w*|enabled|length|prefix|header|version)$/i.test(name) ||
    // Build tools write these into what browsers download.
    /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|NUXT_PUBLIC|GATSBY|EXPO_PUBLIC)_/.test(name)
  )
    return false
  return !/^(?:null|undefined|none|true|false|-)$/i.test(literal)
}

// What stands in for a password until there is one, and what the images of databases come with.
const STANDS_IN =
  /p[a@4]ss?w[o0]?r?d|secret|change|example|sample|test|demo|default|dummy|local|develop|\bdev|admin|root|guest|welcome|qwerty|letmein|1234|abc|your|my[-_]|foo|docker|postgres|mysql|mongo|redis|rabbit|minio/i

/** Whether a text looks like a password that somebody chose for one place: of three kinds of characters, and none of the usual words. */
export function looksChosen(literal: string): boolean {
  if (literal.length < 10 || literal.length > 200 || /\s/.test(literal) || isPlaceholder(literal) || STANDS_IN.test(literal)) return false
  return [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((each) => each.test(literal)).length >= 3 && !/^(?:https?:|\/)/.test(literal)
}

/** Whether a text looks like a credential that a service has issued: long, of letters and digits, and no words between dashes. */
export function looksIssued(literal: string): boolean {
  if (literal.length < 20 || literal.length > 200 || !/^[\w.:~+/=-]+$/.test(literal)) return false
  if (PUBLIC_KEY.test(literal) || isPlaceholder(literal) || STANDS_IN.test(literal) || /[a-z]{3,}[-_.][a-z]{3,}/i.test(literal))
    return false
  return /\d/.test(literal) && /[a-z]/i.test(literal) && new Set(literal).size >= 9
}

/** Whether a text only shows where a secret goes. */
export function isPlaceholder(literal: string): boolean {
  return /^(?:unknown|none|anonymous|undefined|unused|not-?set|disabled)$|^<.*>$|^\[[\w .-]{3,60}\]$|hooks\.slack\.com\/services\/T0*\/B0*\/|^skip(?:ped)?$|\$\{|\{\{|^[*x•.]+$|^your[-_ ]|example|placeholder|dummy|redacted|changeme|change[-_]me|replace[-_ ]?(?:me|this)|xxxx|\.\.\./i.test(
    literal,
  )
}

/** Whether an address leads to this machine or, as `postgres://app:app@db/app`, to a container of the development set-up. */
export function isLocalAddress(value: string): boolean {
  const host = /@([^/:?#\s"']+)/.exec(value)?.[1]
  return host !== undefined && (!host.includes(".") || /^(?:127\.|0\.0\.0\.0|host\.docker)/.test(host))
}
