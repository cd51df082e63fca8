import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { type ReviewOptions, runReview } from "../../src/cli/review.ts"
import { UserError } from "../../src/errors.ts"
import type { PlacedFinding } from "../../src/model/finding.ts"
import type { Allowance } from "../../src/model/ports.ts"
import type { Participation } from "../../src/model/review.ts"
import { aFinding, anAnalysis } from "./support/a-local-review.ts"
import { fakeStages, fakeTerminal } from "./support/fake-stages.ts"

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "review-"))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const defaults: ReviewOptions = {
  checkout: { directory: ".", head: { kind: "revision", revision: "HEAD" } },
  format: "pretty",
  output: null,
  sections: null,
  failOn: "never",
}

function run(options: Partial<ReviewOptions> = {}, stages = fakeStages(), terminal = fakeTerminal()): Promise<number> {
  const signal = new AbortController().signal
  return runReview({ ...defaults, ...options }, { terminal, stages, rules: [], version: "1.2.3", signal })
}

describe("the exit code", () => {
  const failed = anAnalysis({ coverage: { files: 1, reviewed: 0, skipped: [], failed: [{ path: "a.js", reason: "syntax error" }] } })
  const high = aFinding({ severity: "high" })
  test.each<{ name: string; findings: PlacedFinding[]; failOn: ReviewOptions["failOn"]; incomplete?: true; code: number }>([
    { name: "nothing found", findings: [], failOn: "low", code: 0 },
    { name: "found, and nothing asked for", findings: [high], failOn: "never", code: 0 },
    { name: "found below the limit", findings: [high], failOn: "critical", code: 0 },
    { name: "found at the limit", findings: [high], failOn: "high", code: 1 },
    { name: "found above the limit", findings: [high], failOn: "low", code: 1 },
    { name: "only a hidden finding", findings: [aFinding({ placement: "hidden" })], failOn: "low", code: 0 },
    { name: "incomplete", findings: [], failOn: "never", incomplete: true, code: 3 },
    { name: "incomplete, and a finding at the limit", findings: [high], failOn: "high", incomplete: true, code: 1 },
    { name: "incomplete, and a finding below the limit", findings: [high], failOn: "critical", incomplete: true, code: 3 },
  ])("is $code: $name", async ({ findings, failOn, incomplete, code }) => {
    expect(await run({ failOn }, fakeStages({ findings, ...(incomplete ? { analysis: failed } : {}) }))).toBe(code)
  })

  test("is 3 when the analysis stops, and the document says that nothing was reviewed", async () => {
    const terminal = fakeTerminal()
    expect(await run({ format: "json" }, fakeStages({ analysis: new Error("boom \u001b[2J") }), terminal)).toBe(3)
    const document = JSON.parse(terminal.written.stdout)
    expect(document.complete).toBe(false)
    expect(document.coverage.failed).toEqual([{ path: "src/routes/orders.js", reason: "the analysis stopped with an error" }])
    expect(terminal.written.stderr).toContain("boom ‹U+001B›[2J")
  })
})

describe("the model", () => {
  const usage = { usd: 0.042, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 3 }
  const participation: Participation = {
    model: "claude-sonnet-5-5",
    tier: "lite",
    planned: ["find-all"],
    done: [],
    degraded: [{ pass: "refute", flag: "unreachable", reason: "the provider did not answer" }],
    leftOut: [],
    intent: null,
    texts: {},
    usage,
    droppedUnsupported: 0,
    refuted: 2,
  }

  test("joins with its findings, within the tighter limit of settings and environment, and its cost goes to stderr", async () => {
    const terminal = fakeTerminal()
    const allowed: Allowance[] = []
    const own = aFinding({ origin: "model", rule: "expert-correctness", title: "Total is taken from the client" })
    const stages = fakeStages({
      consult: async ({ allow }) => {
        allowed.push(await allow(1.5), await allow(0.4))
        return { findings: [own], model: "claude-sonnet-5-5", note: "", participation }
      },
    })
    await run({}, stages, terminal)
    expect(terminal.written.stdout).toContain("Total is taken from the client")
    expect(allowed.map(({ usd }) => usd)).toEqual([0.75, 0.4])
    expect(allowed[0]?.limitedBy).toBe("the limit of $0.75 for one review")
    expect(terminal.written.stderr).toContain("The model cost $0.042 in 3 requests.")
    expect(terminal.written.stderr).toContain("refute: the provider did not answer")
  })

  test("that is not there is not spoken of", async () => {
    const terminal = fakeTerminal()
    await run({}, fakeStages(), terminal)
    expect(terminal.written.stderr).toBe("")
  })
})

describe("what is written where", () => {
  test("the findings go to stdout and nothing to stderr where nobody looks", async () => {
    const terminal = fakeTerminal()
    await run({}, fakeStages({ findings: [aFinding()] }), terminal)
    expect(terminal.written.stdout).toContain("A value from the request becomes part of an SQL statement")
    expect(terminal.written.stdout).not.toContain("\u001b")
    expect(terminal.written.stderr).toBe("")
  })

  test("a terminal gets colour, and progress that is gone at the end", async () => {
    const terminal = fakeTerminal({ isTTY: true })
    await run({}, fakeStages(), terminal)
    expect(terminal.written.stdout).toContain("\u001b[1m")
    expect(terminal.written.stderr).toContain("Reading the change…")
    expect(terminal.written.stderr.endsWith("\r\u001b[2K")).toBe(true)
  })

  test.each([
    { name: "NO_COLOR on a terminal", isTTY: true, env: { NO_COLOR: "1" }, colour: false },
    { name: "an empty NO_COLOR on a terminal", isTTY: true, env: { NO_COLOR: "" }, colour: true },
    { name: "a dumb terminal", isTTY: true, env: { TERM: "dumb" }, colour: false },
    { name: "FORCE_COLOR in a pipe", isTTY: false, env: { FORCE_COLOR: "1" }, colour: true },
    { name: "FORCE_COLOR=0 on a terminal", isTTY: true, env: { FORCE_COLOR: "0" }, colour: false },
  ])("colour with $name: $colour", async ({ isTTY, env, colour }) => {
    const terminal = fakeTerminal({ isTTY, env })
    await run({}, fakeStages(), terminal)
    expect(terminal.written.stdout.includes("\u001b[")).toBe(colour)
  })

  test("mistakes in the settings are told with their line, and the defaults are used", async () => {
    const terminal = fakeTerminal()
    const stages = fakeStages({ policyText: "version: 1\nmax_comments: many\n" })
    expect(await run({ format: "json" }, stages, terminal)).toBe(0)
    expect(terminal.written.stderr).toContain(".github/expert.yml:2: max_comments")
    expect(stages.asked.policy!.max_comments).toBe(8)
    expect(() => JSON.parse(terminal.written.stdout)).not.toThrow()
  })

  test("the sections asked for are reviewed, also one that the settings switch off", async () => {
    const stages = fakeStages({ policyText: "sections:\n  performance: false\n" })
    await run({ sections: ["performance"] }, stages)
    expect(Object.entries(stages.asked.policy!.sections).filter(([, on]) => on)).toEqual([["performance", true]])
  })

  test("the checkout is removed, also when the analysis stops", async () => {
    const stages = fakeStages({ analysis: new Error("boom") })
    await run({}, stages)
    expect(stages.asked.disposed).toBe(1)
  })
})

describe("--output", () => {
  test("takes the review instead of stdout, without colour, and leaves no draft behind", async () => {
    const terminal = fakeTerminal({ isTTY: true, env: { FORCE_COLOR: "1" } })
    await run({ output: join(folder, "review.txt") }, fakeStages({ findings: [aFinding()] }), terminal)
    expect(terminal.written.stdout).toBe("")
    expect(await readFile(join(folder, "review.txt"), "utf8")).toMatch(/^Backend Expert 1\.2\.3\n/u)
    expect(await readdir(folder)).toEqual(["review.txt"])
  })

  test("writes through a link and keeps it", async () => {
    await writeFile(join(folder, "real.json"), "old")
    await symlink("real.json", join(folder, "link.json"))
    await run({ format: "json", output: join(folder, "link.json") })
    expect(JSON.parse(await readFile(join(folder, "real.json"), "utf8")).version).toBe(1)
  })

  test.each([
    { name: "a folder", path: (): string => folder, words: "is a directory" },
    { name: "a folder that does not exist", path: (): string => join(folder, "no", "review.txt"), words: "does not exist" },
  ])("refuses $name before it begins to review", async ({ path, words }) => {
    const stages = fakeStages()
    const attempt = run({ output: path() }, stages)
    await expect(attempt).rejects.toThrow(UserError)
    await expect(attempt).rejects.toThrow(words)
    expect(stages.asked.checkout).toBeUndefined()
  })

  test("keeps the old file when the review cannot be done", async () => {
    await writeFile(join(folder, "review.json"), "old")
    const stages = fakeStages({ open: () => Promise.reject(new UserError("There is no revision nowhere.")) })
    await expect(run({ format: "json", output: join(folder, "review.json") }, stages)).rejects.toThrow("no revision")
    expect(await readFile(join(folder, "review.json"), "utf8")).toBe("old")
  })
})
