import type { ChangeView } from "../change/change-view.ts"
import { deletedAt } from "../change/deleted-at.ts"
import { lostSafeguards } from "../change/lost-safeguards.ts"
import type { LostSafeguard } from "../change/lost-safeguards.ts"
import type { SafeguardKind } from "../change/safeguards.ts"
import { nameForReaders } from "../change/same-function.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"

interface Wording {
  /** What the function did until now; `HAD` stands for the safeguard as it was written. */
  readonly before: string
  title(name: string): string
  /** What happens from now on; ends the sentence that says how it was. */
  readonly now: string
  readonly fix: string
}

const WORDS: Readonly<Record<SafeguardKind, Wording>> = {
  await: {
    before: "waited for it",
    title: (name) => `\`${name}\` is no longer awaited`,
    now: "the code goes on before it has happened, and when it fails nobody hears of it",
    fix: "Await it, or say in the pull request why nobody has to wait.",
  },
  catch: {
    before: "caught its failures with `HAD`",
    title: (name) => `A failure of \`${name}\` is no longer caught`,
    now: "its rejection is unhandled, and Node's default for that is to end the process",
    fix: "Keep the `.catch(…)`, or await it where a failure is handled.",
  },
  try: {
    before: "caught its failures",
    title: (name) => `A failure of \`${name}\` is no longer caught`,
    now: "nobody waits for the callback it stands in, so its rejection is unhandled, and Node's default for that is to end the process",
    fix: "Keep the `try`: there is nobody above who could catch it.",
  },
  "time limit": {
    before: "gave it a limit with `HAD`",
    title: (name) => `\`${name}\` no longer has a time limit`,
    now: "it waits for as long as the other side says nothing, and whoever needs the answer waits along",
    fix: "Keep the limit, or say in the pull request where it is set now.",
  },
  "row limit": {
    before: "limited it with `HAD`",
    title: (name) => `\`${name}\` reads without a limit`,
    now: "it reads whatever there is, and that grows with the data",
    fix: "Keep the limit, or say in the pull request what keeps the number small.",
  },
  transaction: {
    before: "did both in `HAD`",
    title: (name) => `\`${name}\` and what belongs to it are no longer one transaction`,
    now: "what was written before a failure stays, without the rest",
    fix: "Keep the transaction around both.",
  },
  "transaction client": {
    before: "did it as part of the transaction, with `HAD`",
    title: (name) => `\`${name}\` is no longer part of the transaction`,
    now: "it stays when the rest is rolled back, and does not see what the transaction has written so far",
    fix: "Hand the transaction to it.",
  },
  lock: {
    before: "did it under `HAD`",
    title: (name) => `\`${name}\` no longer runs under a lock`,
    now: "two requests at once can both read the old state and both act on it",
    fix: "Keep the lock, or say in the pull request what keeps two of them apart.",
  },
  "concurrency limit": {
    before: "kept the number of those at work at once down with `HAD`",
    title: (name) => `\`${name}\` no longer limits how many are at work at once`,
    now: "as many start as come, and under load all of them fail together",
    fix: "Keep the limit, or say in the pull request what holds the others back.",
  },
  "retry limit": {
    before: "tried it while `HAD`",
    title: (name) => `\`${name}\` is tried again for ever`,
    now: "what keeps failing is asked for without an end, and whoever waits for it waits for ever",
    fix: "Keep the limit, and fail when it is reached.",
  },
  release: {
    before: "gave it back in a `finally`, with `HAD`",
    title: (name) => `\`${name}\` is never given back`,
    now: "it stays open, and each call leaves one more behind",
    fix: "Keep the `finally`.",
  },
  conflict: {
    before: "said what happens then, with `HAD`",
    title: (name) => `\`${name}\` fails when the row is there already`,
    now: "the second of two requests at once gets an error of the database",
    fix: "Keep saying what is to happen then.",
  },
  "idempotency key": {
    before: "sent `HAD` along",
    title: (name) => `\`${name}\` is sent without a key against repetitions`,
    now: "a retry is taken for a second order of the same thing",
    fix: "Keep the key.",
  },
}

const OPTIONS: ReadonlySet<SafeguardKind> = new Set(["time limit", "row limit", "concurrency limit", "idempotency key"])

// As with guards: at the head nothing is wrong by itself, and only the author knows whether it was in the way.
export const noRemovedSafeguard = defineRule({
  kind: "change",
  id: "no-removed-safeguard",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "What kept this operation safe is gone",
  why: "A time limit, a transaction, a lock or an `await` changes nothing while all goes well, so no test fails when it goes. Somebody put it there for the day on which the other side hangs, two requests come at once, or the second write fails.",
  fix: "Put it back, or say in the pull request what does the same now.",
  cwe: ["CWE-703"],
  yieldsTo: [
    "no-floating-promise",
    "no-promise-as-value",
    "require-await-in-try",
    "no-lost-transaction-client",
    "require-transaction",
    "require-http-timeout",
    "no-unbounded-query",
  ],
  *check({ base, head, diff, change }) {
    const all = lostSafeguards(base, head, diff)
    for (const same of Map.groupBy(all, decisionOf).values()) yield describe(same, change)
  },
})

/** What belongs to one decision: an option that goes wherever it stood; else what goes from one function. */
function decisionOf({ kind, file, symbol, had }: LostSafeguard): string {
  return OPTIONS.has(kind) ? `${kind} ${had}` : `${kind} ${file.path} ${symbol} ${had}`
}

function describe(all: readonly LostSafeguard[], change: ChangeView): Draft {
  const [first] = all as [LostSafeguard]
  const { kind, file, name, had, symbol, now } = first
  const words = WORDS[kind]
  const line = now.module.lineOf(now.node)
  const before = words.before.replace("HAD", had.replaceAll("`", "'"))
  const subject = nameForReaders(symbol)
  const others = [...new Set(all.slice(1).map((each) => each.name))].filter((each) => each !== name)
  const beside =
    others.length === 0
      ? ""
      : ` The same goes for ${others
          .slice(0, 3)
          .map((each) => `\`${each}\``)
          .join(", ")}.`
  return {
    path: file.path,
    // Where the call itself was not touched, the place is where something was taken from around it.
    at: change.touches(file.path, line, line) ? { line } : deletedAt(file, lineOfSafeguard(first)),
    title: words.title(name),
    message: `Until now ${subject === "" ? "this code" : `\`${subject}\``} ${before}; after this change ${words.now}.${beside}`,
    fix: words.fix,
    evidence: now.module.writtenOf(now.node).slice(0, 600),
    key: `safeguard ${kind} ${symbol} ${name}`,
  }
}

/** The line at the base of an option that went from a call of several lines, 1-based; else the line of the call. */
function lineOfSafeguard({ file, module, node, had }: LostSafeguard): number {
  const [from, to] = [module.lineOf(node), module.endLineOf(node)]
  const gone = file.hunks
    .flatMap(({ lines }) => lines)
    .filter(({ kind, oldLine }) => kind === "deleted" && oldLine && from <= oldLine && oldLine <= to)
  return gone.find(({ text }) => text.includes(had))?.oldLine ?? from
}
