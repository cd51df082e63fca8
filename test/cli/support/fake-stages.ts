import type { LocalCheckout, LocalCheckoutRequest } from "../../../src/checkout/open-local-checkout.ts"
import type { ReviewStages } from "../../../src/cli/review-change.ts"
import type { OutputStream, Terminal } from "../../../src/cli/terminal.ts"
import type { Analysis } from "../../../src/model/analysis.ts"
import type { ChangedFile, Diff } from "../../../src/model/diff.ts"
import type { PlacedFinding } from "../../../src/model/finding.ts"
import type { Consult } from "../../../src/model/ports.ts"
import type { Policy } from "../../../src/model/policy.ts"
import { anAnalysis, aTree, orders } from "./a-local-review.ts"

export interface FakeStages extends ReviewStages {
  /** What was asked of each stage, in order. */
  readonly asked: { checkout?: LocalCheckoutRequest; policy?: Policy; disposed: number }
}

const file: ChangedFile = {
  path: "src/routes/orders.js",
  oldPath: null,
  status: "added",
  kind: "text",
  oldMode: "000000",
  newMode: "100644",
  oldId: "0".repeat(40),
  newId: "1".repeat(40),
  hunks: [],
  additions: 18,
  deletions: 0,
  omitted: null,
}

/** Stages that answer at once; the clock advances by one millisecond each time it is read. */
export function fakeStages(
  answers: {
    findings?: readonly PlacedFinding[]
    analysis?: Analysis | Error
    policyText?: string
    open?: () => Promise<void>
    consult?: Consult
  } = {},
): FakeStages {
  const { findings = [], analysis = anAnalysis(), policyText = null, open = async () => {}, consult = null } = answers
  const asked: FakeStages["asked"] = { disposed: 0 }
  const tree = aTree({ "src/routes/orders.js": orders })
  const diff: Diff = { baseSha: "a".repeat(40), headSha: "b".repeat(40), files: [file] }
  const checkout: LocalCheckout = {
    diff,
    base: aTree({}),
    head: tree,
    baseSha: "c".repeat(40),
    headSha: diff.headSha,
    mergeBaseSha: diff.baseSha,
    policyText,
    defaultBase: "where the head left main",
    read: async (side) => (side === "head" ? tree : aTree({})),
    [Symbol.asyncDispose]: async () => {
      asked.disposed++
    },
  }
  let now = 0
  return {
    asked,
    openCheckout: async (request) => {
      asked.checkout = request
      await open()
      return checkout
    },
    planReading: () => ({ base: [], head: ["src/routes/orders.js"] }),
    analyze: async ({ policy }) => {
      asked.policy = policy
      if (analysis instanceof Error) throw analysis
      return analysis
    },
    placeFindings: ({ findings: found }) =>
      consult === null ? findings : found.map((finding) => ({ ...finding, placement: "inline", placementReason: "" })),
    ask: async () => ({ kind: "unknown", reason: "nobody asks here" }),
    prove: async () => ({ proven: false, reason: "nobody tries here" }),
    consult,
    reviewUsd: 0.75,
    clock: () => now++,
  }
}

export interface FakeTerminal extends Terminal {
  /** What was written so far. */
  readonly written: { stdout: string; stderr: string }
}

/** Streams that keep what is written; terminals or pipes. */
export function fakeTerminal({ isTTY = false, env = {} }: { isTTY?: boolean; env?: Record<string, string> } = {}): FakeTerminal {
  const written = { stdout: "", stderr: "" }
  const stream = (name: "stdout" | "stderr"): OutputStream => ({
    isTTY,
    columns: 80,
    write: (text, done) => {
      written[name] += text
      done()
      return true
    },
  })
  return { stdout: stream("stdout"), stderr: stream("stderr"), env, written }
}
