import type { Severity } from "./finding.ts"

/** A known vulnerability of a package version that a change brings in, as GitHub's advisory database has it. */
export interface Advisory {
  readonly name: string
  readonly version: string
  /** Path of the package.json or lockfile that brings it. */
  readonly manifest: string
  readonly isDevelopment: boolean
  readonly severity: Severity
  /** For example `GHSA-hrpp-h998-j3pp`. */
  readonly id: string
  readonly summary: string
  readonly cwe: readonly string[]
  /** First version without it; `null` when there is none or nobody could tell. */
  readonly fixedIn: string | null
}

/** What is known about the packages a change brings in. `unknown` says why in words that fit after "Known vulnerabilities were not looked up:". */
export type AdvisoryReport =
  | { readonly kind: "known"; readonly advisories: readonly Advisory[] }
  | { readonly kind: "unknown"; readonly reason: string }
