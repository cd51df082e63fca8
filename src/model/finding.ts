export const sections = ["security", "performance", "testing", "reliability", "maintainability"] as const
export type Section = (typeof sections)[number]

/** The twelve best practices of the expert; every rule serves one. */
export const practices = [
  "framework",
  "security",
  "database",
  "error-handling",
  "middleware",
  "api-design",
  "testing",
  "performance",
  "code-quality",
  "environment",
  "documentation",
  "async",
] as const
export type Practice = (typeof practices)[number]

/** Most severe first; the index is the rank. */
export const severities = ["critical", "high", "medium", "low", "nit"] as const
export type Severity = (typeof severities)[number]

export type Confidence = "high" | "medium" | "low"

/** One station on the way of the data, source first and sink last. Lines are 1-based lines of the finding's side. */
export interface TraceStep {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** Replaces whole lines of the head file. Proven: applied in memory it parses, removes the finding and adds none. */
export interface Suggestion {
  readonly startLine: number
  readonly endLine: number
  /** Without a final line end; the empty string deletes the lines. */
  readonly replacement: string
}

/**
 * A defect in the code, whoever found it. Knows path and line but nothing of the diff's geometry:
 * `src/report/place.ts` decides where it is shown.
 */
export interface Finding {
  /** Stable across pushes and moves inside a file: rule, path, symbol and normalised code, never a line number; see `fingerprint.ts`. */
  readonly fingerprint: string
  readonly rule: string
  readonly section: Section
  readonly practice: Practice
  readonly severity: Severity
  readonly confidence: Confidence
  readonly origin: "static" | "model" | "both"
  readonly path: string
  /** 1-based, inclusive, on the head unless `side` is LEFT. */
  readonly startLine: number
  readonly endLine: number
  readonly side: "RIGHT" | "LEFT"
  /** One claim, plain text, no final stop. */
  readonly title: string
  /** What happens because of it, and how we know; Markdown without headings. */
  readonly message: string
  /** What to do instead; Markdown, one or two sentences. */
  readonly fix: string
  /** The offending code as it stands, one to a few lines; empty for whole-file findings. */
  readonly evidence: string
  readonly cwe: readonly string[]
  readonly trace: readonly TraceStep[]
  readonly suggestion: Suggestion | null
  /**
   * Why a comment of the change itself says that this needs no change; hostile text, absent where there is no such comment. It silences the
   * finding but opens no gate.
   */
  readonly suppression?: string
  /**
   * How far a claim of the model was checked by others; absent where rules alone spoke. `panel`: three independent refuters failed. An
   * `unverified` claim never becomes a comment.
   */
  readonly verification?: "confirmed" | "panel" | "unverified"
  /** What the model adds to a static finding that it found too, plain text; stands beside the rule's own words, never instead of them. */
  readonly explanation?: string
}

export type Placement = "inline" | "file" | "summary" | "hidden"

/** A finding with the place it is shown in and the reason for that place. Marked, never dropped. */
export interface PlacedFinding extends Finding {
  readonly placement: Placement
  readonly placementReason: string
}

/** Negative when `a` is more severe than `b`, zero when equal. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b)
}
