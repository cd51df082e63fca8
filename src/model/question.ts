import type { TraceStep } from "./finding.ts"

/** 1-based, inclusive. */
export interface LineRange {
  readonly startLine: number
  readonly endLine: number
}

/**
 * What can be asked of the analysis about the head it has just looked at. Paths and names may come from a model, so they are data to look up in
 * the head's tree and nothing else; what is not there has an empty answer.
 */
export type AnalysisQuestion =
  /** The innermost functions, methods and classes around these lines of a file. */
  | { readonly kind: "symbols"; readonly path: string; readonly ranges: readonly LineRange[] }
  /** Who calls a function or method that is declared in a file. */
  | { readonly kind: "callers"; readonly path: string; readonly symbol: string }
  /** The route table: of one file, or of the whole head. */
  | { readonly kind: "routes"; readonly path: string | null }
  /** Test files that exercise a file, or one function of it. */
  | { readonly kind: "tests"; readonly path: string; readonly symbol: string | null }
  /** Request data that reach a line: each path from source to this line, and on to a sink where there is one. */
  | { readonly kind: "flows"; readonly path: string; readonly line: number }

export interface AnsweredSymbol extends LineRange {
  /** Dotted from the outermost: `OrderService.create`; a callback of a route goes by its method and path. */
  readonly symbol: string
  readonly kind: "function" | "class"
  readonly isExported: boolean
}

export interface AnsweredCaller {
  readonly path: string
  readonly line: number
  /** The function the call stands in; empty at the top level of a module. */
  readonly symbol: string
  /** The line as it stands. */
  readonly text: string
}

export interface AnsweredRoute {
  readonly framework: string
  /** Upper case, or `*`. */
  readonly method: string
  /** With every prefix that is known, such as `/api/orders/:id`. */
  readonly route: string
  readonly path: string
  readonly line: number
  readonly handler: string
  /** Names of the middleware, guards and hooks that run before the handler, in their order. */
  readonly chain: readonly string[]
  /** What decides who may call, in words; `null` when nothing is known to. */
  readonly auth: string | null
  /** What checks the input, in words; `null` when nothing is known to. */
  readonly validation: string | null
}

export interface AnsweredTest {
  readonly path: string
  /** Titles of the cases as far as they are plain text. */
  readonly names: readonly string[]
}

export interface AnsweredFlow {
  /** Source first, sink last where there is one. */
  readonly steps: readonly TraceStep[]
  /** Weakness ids of the sink; empty when the data arrive at the line and go no further that we know. */
  readonly cwe: readonly string[]
}

/** Lists are cut to what a reader can use; `isCut` says so. */
export type AnalysisAnswer =
  | { readonly kind: "symbols"; readonly items: readonly AnsweredSymbol[]; readonly isCut: boolean }
  | { readonly kind: "callers"; readonly items: readonly AnsweredCaller[]; readonly isCut: boolean }
  | { readonly kind: "routes"; readonly items: readonly AnsweredRoute[]; readonly isCut: boolean }
  | { readonly kind: "tests"; readonly items: readonly AnsweredTest[]; readonly isCut: boolean }
  | { readonly kind: "flows"; readonly items: readonly AnsweredFlow[]; readonly isCut: boolean }
  /** Nothing can be answered, in words: no analysis, out of time. */
  | { readonly kind: "unknown"; readonly reason: string }

/** A change of the head's file that somebody proposes: whole lines replaced. */
export interface SuggestionTrial extends LineRange {
  readonly path: string
  /** Without a final line end; the empty string deletes the lines. */
  readonly replacement: string
  /** Fingerprint of the static finding it is meant to remove; `null` when it answers a finding no rule knows. */
  readonly removes: string | null
}

/** Proven: it applies, the file parses, the finding it is meant for is gone and no new one appears. */
export type Proof = { readonly proven: true } | { readonly proven: false; readonly reason: string }
