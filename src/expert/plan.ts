import type { FileReason } from "../model/analysis.ts"
import type { ChangedFile, Diff } from "../model/diff.ts"
import type { Evidence } from "../model/ports.ts"
import type { Participation, PassName } from "../model/review.ts"

export type Tier = Participation["tier"]

/** What will be asked of the model and what it may cost. Decided before the first call, from the change alone. */
export interface Plan {
  readonly tier: Tier
  /** Why this tier, in words. */
  readonly reason: string
  readonly finders: readonly PassName[]
  /** A second finder for correctness that reads the files in another order; its claims are joined with the first one's. */
  readonly readsTwice: boolean
  /** Changed files the model is shown, in the order of the diff. */
  readonly files: readonly ChangedFile[]
  readonly leftOut: readonly FileReason[]
  readonly limits: TierLimits
}

export interface TierLimits {
  /** US dollars for the whole review, whatever else allows more. */
  readonly usd: number
  readonly wallMs: number
  readonly finder: { readonly toolCalls: number; readonly turns: number }
  readonly refuter: { readonly toolCalls: number; readonly turns: number }
  /** Claims that are checked; the least important ones beyond are counted and dropped. */
  readonly candidates: number
  /** Tokens of one answer. */
  readonly maxTokens: number
}

// Sized on what such reviews cost elsewhere: a median below one dollar, the dearest percent four to five.
const largest: TierLimits = {
  usd: 4,
  wallMs: 1_200_000,
  finder: { toolCalls: 20, turns: 12 },
  refuter: { toolCalls: 4, turns: 3 },
  candidates: 40,
  maxTokens: 64_000,
}

const limitsOf: Readonly<Record<Exclude<Tier, "trivial">, TierLimits>> = {
  lite: {
    usd: 0.4,
    wallMs: 240_000,
    finder: { toolCalls: 6, turns: 4 },
    refuter: { toolCalls: 3, turns: 3 },
    candidates: 8,
    maxTokens: 32_000,
  },
  full: {
    usd: 1.5,
    wallMs: 600_000,
    finder: { toolCalls: 12, turns: 7 },
    refuter: { toolCalls: 4, turns: 3 },
    candidates: 20,
    maxTokens: 32_000,
  },
  deep: largest,
  huge: largest,
}
const noLimits: TierLimits = { ...limitsOf.lite, usd: 0, candidates: 0 }

const LITE_FILES = 5
const LITE_LINES = 300
const TRIVIAL_LINES = 10
// One file of this size is data or was made by a machine; its findings would be about neither.
const MAX_FILE_LINES = 5_000
// Beyond this a pack does not fit into one prompt (about 120,000 tokens at 2.7 characters a token).
export const PACK_CHARACTERS = 320_000

/** Paths where a mistake costs more than elsewhere: who may do what, money, data, keys, how it is built and run. */
const sensitive =
  /(?:^|[/._-])(?:auth\w*|login|session|password|token|jwt|oauth|passport|acl|permission|role|guard|polic(?:y|ies)|payment|billing|invoice|checkout|stripe|webhook|crypto|secret|migrations?|schema|tenant|admin|upload)s?(?:[/._-]|$)|(?:^|\/)\.github\/workflows\/|(?:^|\/)Dockerfile|(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$|(?:^|\/)\.env/i

/** Takes the evidence, returns the plan. Pure. */
export function planReview({
  diff,
  analysis,
  author,
  isDeep,
  earlier,
}: Pick<Evidence, "diff" | "analysis" | "author" | "isDeep" | "earlier">): Plan {
  const { files, leftOut } = chooseFiles(diff, analysis.coverage.skipped, new Set(earlier?.paths))
  const lines = files.reduce((sum, file) => sum + file.additions + file.deletions, 0)
  const trivial = whyTrivial({ files, lines, isBot: author.isBot, kind: analysis.change.kind })
  if (trivial !== null && !isDeep)
    return { tier: "trivial", reason: trivial, finders: [], readsTwice: false, files, leftOut, limits: noLimits }
  const characters = files.reduce((sum, file) => sum + sizeOf(file), 0)
  const tier = chooseTier({ files, lines, characters, isDeep })
  return {
    tier: tier.name,
    reason: tier.reason,
    finders: tier.name === "lite" ? ["find-all"] : ["find-correctness", "find-security", "find-surroundings"],
    readsTwice: tier.name === "deep",
    files,
    leftOut,
    limits: limitsOf[tier.name],
  }
}

/** Characters of a file's hunks as the pack holds them, about. */
export function sizeOf(file: ChangedFile): number {
  return file.hunks.reduce((sum, hunk) => sum + hunk.lines.reduce((inner, line) => inner + line.text.length + 8, 40), 0)
}

// Functions around the hunks and what is related double a small change; to a large one they add what a pack has room for.
const mostContextCharacters = 60_000
const charactersPerToken = 2.7

/** Takes the characters of a change as `sizeOf` counts them, returns about how many tokens its pack has. */
export function expectedPackTokens(characters: number): number {
  return Math.ceil((characters + Math.min(characters, mostContextCharacters)) / charactersPerToken)
}

interface Measures {
  readonly files: readonly ChangedFile[]
  readonly lines: number
}

function chooseTier({ files, lines, characters, isDeep }: Measures & { readonly characters: number; readonly isDeep: boolean }): {
  name: Exclude<Tier, "trivial">
  reason: string
} {
  if (characters > PACK_CHARACTERS) return { name: "huge", reason: "the change does not fit into one prompt" }
  if (isDeep) return { name: "deep", reason: "a deep review was asked for" }
  const risky = files.find((file) => sensitive.test(file.path))
  if (risky !== undefined) return { name: "full", reason: "the change touches code where mistakes are expensive" }
  if (files.length <= LITE_FILES && lines <= LITE_LINES) return { name: "lite", reason: "the change is small" }
  return { name: "full", reason: "the change is of ordinary size" }
}

function whyTrivial({ files, lines, isBot, kind }: Measures & { readonly isBot: boolean; readonly kind: string }): string | null {
  if (files.length === 0) return "the change has no code to read"
  if (isBot) return "the change was made by a bot"
  if (kind === "documentation") return "the change is documentation"
  if (kind === "dependency") return "the change moves dependencies only"
  if (lines <= TRIVIAL_LINES && files.every((file) => !/\.(?:[cm]?[jt]s|[jt]sx|sql|prisma)$/.test(file.path)))
    return "the change is a few lines of settings"
  return null
}

function chooseFiles(
  diff: Diff,
  skipped: readonly FileReason[],
  seen: ReadonlySet<string>,
): { files: ChangedFile[]; leftOut: FileReason[] } {
  const reasons = new Map(skipped.map(({ path, reason }) => [path, reason]))
  const files: ChangedFile[] = []
  const leftOut: FileReason[] = []
  for (const file of diff.files) {
    const reason = reasons.get(file.path)
    // What nobody reviews line by line is named in the coverage already.
    if (reason !== undefined || file.kind !== "text" || seen.has(file.path)) continue
    if (file.omitted !== null) leftOut.push({ path: file.path, reason: file.omitted })
    else if (file.additions + file.deletions > MAX_FILE_LINES) leftOut.push({ path: file.path, reason: "too large for the model" })
    else if (file.hunks.length > 0) files.push(file)
  }
  return { files, leftOut }
}
