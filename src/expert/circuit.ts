// A key that is refused stays refused for a while. Asking again at every push would slow each review down and tell nobody anything new.

/** Why the provider does business with us no longer. */
export type Refusal = "spend-cap" | "spend-limit" | "bad-key" | "unpaid" | "forbidden"

/** The circuits of this process. Lost with it: then one call finds out again. */
export interface CircuitBreaker {
  /** The circuit of one installation. `key` tells apart the keys of the provider, and is never the key itself. */
  of(key: string, installationId: number): Circuit
}

export interface Circuit {
  /**
   * Asks before each call. After the stated time one call is let through to find out, and the others wait for what it tells; who got leave calls
   * one of the three below.
   */
  admit(): boolean
  succeeded(): void
  refused(refusal: Refusal): void
  /** The call ended without an answer to whether we are welcome. */
  undecided(): void
  /** One line for the administrators while the circuit is open; else `null`. */
  line(): string | null
}

const minute = 60_000

interface Meaning {
  /** Whether the key is meant, so that everybody who uses it shares its fate. */
  readonly isAboutKey: boolean
  readonly openForMs: number
  readonly words: string
}

const meanings: Readonly<Record<Refusal, Meaning>> = {
  "spend-cap": {
    isAboutKey: true,
    openForMs: 60 * minute,
    words: "the Anthropic organization has reached its spend cap (429): raise it, or wait for the next month",
  },
  "spend-limit": {
    isAboutKey: true,
    openForMs: 60 * minute,
    words: "the spend limit set for this Anthropic organization or workspace is reached (400): raise it under Limits in the console",
  },
  "bad-key": {
    isAboutKey: true,
    openForMs: 15 * minute,
    words: "Anthropic refuses the API key (401): set ANTHROPIC_API_KEY to a valid one",
  },
  unpaid: { isAboutKey: true, openForMs: 60 * minute, words: "the Anthropic account has no credit (402): mend its billing in the console" },
  // Permissions are given per model and workspace, so that other installations may be welcome.
  forbidden: {
    isAboutKey: false,
    openForMs: 15 * minute,
    words: "the API key may not use this model (403): grant it in the Anthropic console, or choose another model",
  },
}

/** Whether a word that came from elsewhere names a refusal. */
export function isRefusal(word: string): word is Refusal {
  return Object.hasOwn(meanings, word)
}

interface Opening {
  readonly refusal: Refusal
  readonly until: number
  /** When the call that finds out was let through; `null` when none is under way. */
  probeSince: number | null
}

// A probe that never tells what came of it must not keep the circuit open for ever.
const probeLimitMs = 20 * minute

/** `now` in milliseconds since 1970. */
export function createCircuitBreaker({ now }: { readonly now: () => number }): CircuitBreaker {
  const openings = new Map<string, Opening>()

  const mayPass = (opening: Opening | undefined): boolean =>
    opening === undefined || (now() >= opening.until && (opening.probeSince === null || now() - opening.probeSince >= probeLimitMs))

  return {
    of(key, installationId) {
      const names = [key, `${key} ${installationId}`]
      const found = (): Opening[] => names.flatMap((name) => openings.get(name) ?? [])
      return {
        admit() {
          if (!found().every(mayPass)) return false
          for (const opening of found()) opening.probeSince = now()
          return true
        },
        succeeded() {
          for (const name of names) openings.delete(name)
        },
        refused(refusal) {
          const { isAboutKey, openForMs } = meanings[refusal]
          openings.set(isAboutKey ? names[0]! : names[1]!, { refusal, until: now() + openForMs, probeSince: null })
        },
        undecided() {
          for (const opening of found()) opening.probeSince = null
        },
        line() {
          const opening = found()[0]
          if (opening === undefined) return null
          const nextTry = new Date(Math.max(opening.until, now())).toISOString().slice(0, 16).replace("T", " ")
          return `Reviews go on without the model: ${meanings[opening.refusal].words}. It is tried again at ${nextTry} UTC.`
        },
      }
    },
  }
}
