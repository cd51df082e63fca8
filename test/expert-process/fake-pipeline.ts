// A pipeline that does what the title of the pull request says, in place of the one that asks a model.
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { serveExpert } from "../../src/expert-process/serve-expert.ts"
import type { Finding } from "../../src/model/finding.ts"
import type { Inquired, Inquiry, ModelAnswer } from "../../src/model/inquiry.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { Consultation, ModelUsage, Participation } from "../../src/model/review.ts"

const usage: ModelUsage = { usd: 0.25, inputTokens: 10, outputTokens: 5, cacheReadTokens: 3, cacheWriteTokens: 2, calls: 1 }
const participation: Participation = {
  model: "fake-model",
  tier: "lite",
  planned: ["find-all"],
  done: ["find-all"],
  degraded: [],
  leftOut: [],
  intent: null,
  texts: {},
  usage,
  droppedUnsupported: 0,
  refuted: 0,
}
const added: Finding = {
  fingerprint: "a".repeat(24),
  rule: "expert-logic",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "high",
  origin: "model",
  path: "app.ts",
  startLine: 1,
  endLine: 1,
  side: "RIGHT",
  title: "The answer is never sent",
  message: "The handler returns before it answers",
  fix: "Answer first",
  evidence: "export const a = 1",
  cwe: [],
  trace: [],
  suggestion: null,
  verification: "confirmed",
}

let reception = "welcome"

/** What it is told to do, by word; the answer is told to whoever asked in the note. */
const deeds: Readonly<Record<string, (evidence: Evidence) => Promise<Partial<Consultation>> | Partial<Consultation>>> = {
  "add a finding": ({ analysis }) => ({ findings: [...analysis.findings, added] }),
  "tell its environment": () => ({ note: JSON.stringify(process.env) }),
  "tell the evidence": async (evidence) => ({
    note: JSON.stringify({
      ...evidence,
      allowance: await evidence.allow(1),
      reader: undefined,
      analysis: evidence.analysis.findings.length,
      policy: "",
      ...treesOf(evidence),
    }).replace(/[0-9a-f]{40}/g, "ID"),
  }),
  "look around": () => ({ note: lookAround() }),
  "ask about the head": async ({ reader }) => {
    const tree = await reader.read(["app.ts", "big.ts", "none.ts", "x".repeat(9_000)])
    const answer = await reader.ask({ kind: "flows", path: "app.ts", line: 3 })
    const odd = await reader.ask({ kind: "flows", path: "app.ts", line: Number.NaN })
    const long = await reader.ask({ kind: "callers", path: "app.ts", symbol: "x".repeat(10_000) })
    const proof = await reader.prove({ path: "app.ts", startLine: 1, endLine: 1, replacement: "b", removes: null })
    return { note: JSON.stringify([[...tree.files.keys()], tree.unreadable.size, answer.kind, odd.kind, long.kind, proof]) }
  },
  "ask past the reader": async () => {
    const paths = ["app.ts", "link", "module", "../secret", "/etc/passwd", ".git/config", "app.ts\0", "__proto__", "none.ts", ""]
    const reply = new Promise<unknown>((resolve) => process.on("message", resolve))
    process.send?.({ kind: "read", id: 900_000, paths })
    return { note: JSON.stringify(await reply) }
  },
  "read a lot": async ({ reader }) => {
    let characters = 0
    for (let index = 0; index < 60; index++)
      for (const { text } of (await reader.read(["big.ts"])).files.values()) characters += text.length
    return { note: `${characters}` }
  },
  "ask very often": async ({ reader }) => {
    const answers = await Promise.all(Array.from({ length: 3_500 }, (_each, line) => reader.ask({ kind: "flows", path: "app.ts", line })))
    return { note: `${answers.filter(({ kind }) => kind === "flows").length}` }
  },
  "suggest what was proven": async ({ reader, analysis }) => {
    const change = { startLine: 1, endLine: 1, replacement: "export const a = 2" }
    await reader.prove({ path: "app.ts", ...change, removes: null })
    await reader.prove({ path: "app.ts", ...change, removes: analysis.findings[0]?.fingerprint ?? "" })
    const agreed = analysis.findings.map((each) => ({
      ...each,
      origin: "both" as const,
      verification: "panel" as const,
      suggestion: change,
    }))
    return { findings: [...agreed, { ...added, suggestion: change }] }
  },
  "suggest what was not proven": ({ analysis }) => ({
    findings: [...analysis.findings, { ...added, suggestion: { startLine: 1, endLine: 1, replacement: "rm -rf" } }],
  }),
  "suggest for a rule what was not proven": ({ analysis }) => ({
    findings: analysis.findings.map((each) => ({
      ...each,
      origin: "both" as const,
      suggestion: { startLine: 1, endLine: 1, replacement: "rm -rf" },
    })),
  }),
  "lose a finding": () => ({ findings: [] }),
  "lower a finding": ({ analysis }) => ({ findings: analysis.findings.map((each) => ({ ...each, severity: "nit" as const })) }),
  "reword a finding": ({ analysis }) => ({
    findings: analysis.findings.map((each) => ({ ...each, origin: "both" as const, message: "fine" })),
  }),
  "put a finding first": ({ analysis }) => ({ findings: [added, ...analysis.findings] }),
  "speak for a rule": ({ analysis }) => ({ findings: [...analysis.findings, { ...added, rule: "no-sql-injection" }] }),
  "speak as the analysis": ({ analysis }) => ({ findings: [...analysis.findings, { ...added, origin: "static" as const }] }),
  "say too much": ({ analysis }) => ({ findings: [...analysis.findings, { ...added, html: "<b>" } as Finding] }),
  "find something nowhere": ({ analysis }) => ({ findings: [...analysis.findings, { ...added, path: "none.ts" }] }),
  "find something twice": ({ analysis }) => ({ findings: [...analysis.findings, added, added] }),
  "take a fingerprint": ({ analysis }) => ({
    findings: [...analysis.findings, { ...added, fingerprint: analysis.findings[0]?.fingerprint ?? "" }],
  }),
  "write a book": ({ analysis }) => ({ findings: [...analysis.findings, { ...added, message: "x".repeat(100_000) }] }),
  "be refused": () => ({ participation: { ...participation, degraded: [{ pass: "plan", flag: "circuit-open", reason: "refused" }] } }),
  throw: () => {
    throw new TypeError("the text of a hostile file")
  },
  crash: () => process.abort(),
  spin: () => {
    for (;;) reception = "welcome"
  },
  wait: () => new Promise<never>(() => undefined),
  hoard: () => {
    const hoard: unknown[] = []
    for (;;) hoard.push(Array.from({ length: 100_000 }, (_each, index) => ({ index })))
  },
  babble: () => {
    process.send?.({ kind: "read", id: 1, paths: "app.ts" })
    return new Promise<never>(() => undefined)
  },
  flood: () => {
    for (let id = 0; id < 500; id++) process.send?.({ kind: "ask", id, question: { kind: "routes", path: null } })
    return new Promise<never>(() => undefined)
  },
  leave: () => process.exit(0),
}

const exhibit = { path: "app.ts", startLine: 1, endLine: 1, quote: "what it says stands there" }
const answer: ModelAnswer = {
  model: "fake-model",
  statements: [{ part: "answer", text: "It exports a number.", exhibits: [exhibit] }],
  open: "nothing",
  unsupported: 0,
  leftOut: 0,
  suggestion: null,
}
const quoting = (changes: Partial<typeof exhibit>): ModelAnswer => ({
  ...answer,
  statements: [{ part: "answer", text: "See there.", exhibits: [{ ...exhibit, ...changes }] }],
})
const change = { startLine: 1, endLine: 1, replacement: "export const a = 2" }

/** What it answers to a question, by word. */
const replies: Readonly<Record<string, (evidence: Evidence) => Promise<Partial<Inquired>> | Partial<Inquired>>> = {
  answer: () => ({ answer }),
  "answer nothing": () => ({ answer: null, degraded: [{ pass: "ask", flag: "refused", reason: "the model refused to answer" }] }),
  "quote past the end": () => ({ answer: quoting({ startLine: 7, endLine: 7 }) }),
  "quote no file": () => ({ answer: quoting({ path: "none.ts" }) }),
  "quote a link": () => ({ answer: quoting({ path: "link" }) }),
  "quote backwards": () => ({ answer: quoting({ startLine: 1, endLine: 0 }) }),
  "state without a quote": () => ({ answer: { ...answer, statements: [{ part: "answer", text: "Believe me.", exhibits: [] }] } }),
  "write a book": () => ({ answer: { ...answer, statements: [{ part: "answer", text: "x".repeat(401), exhibits: [exhibit] }] } }),
  "say why in its own words": () => ({ answer: { ...answer, open: "approved" as ModelAnswer["open"] } }),
  "suggest unasked": () => ({ answer: { ...answer, suggestion: change } }),
  crash: () => process.abort(),
}

async function inquire({ reader, ...evidence }: Evidence, inquiry: Inquiry): Promise<Partial<Inquired>> {
  if (inquiry.kind === "ask") return replies[inquiry.question]!({ reader, ...evidence })
  const { path, fingerprint, title } = inquiry.finding
  if (title === "prove it") await reader.prove({ path, ...change, removes: fingerprint })
  return { answer: { ...answer, statements: [], suggestion: change } }
}

serveExpert((_settings, onSpent) => ({
  async inquire(evidence, inquiry) {
    onSpent(usage)
    return { answer: null, degraded: [], usage, ...(await inquire(evidence, inquiry)) }
  },
  async consult(evidence) {
    onSpent(usage)
    const deed = deeds[evidence.texts.title]
    if (deed === undefined) throw new Error("nothing of that name")
    if (evidence.texts.title === "be refused") reception = "bad-key"
    const done = await deed(evidence)
    return { findings: evidence.analysis.findings, model: "fake-model", note: "", participation, ...done }
  },
  reception: () => reception,
}))

function treesOf({ base, head }: Pick<Evidence, "base" | "head">) {
  const list = ({ entries, files, unreadable }: Evidence["head"]) => [
    [...entries.keys()],
    [...files.values()].map(({ text }) => text),
    unreadable.size,
  ]
  return { base: list(base), head: list(head), diff: "" }
}

/** What must not be possible, as far as it was. */
function lookAround(): string {
  const attempts: Readonly<Record<string, () => unknown>> = {
    "read the passwords": () => readFileSync("/etc/passwd", "utf8"),
    "read its own environment": () => readFileSync("/proc/self/environ", "utf8"),
    "read that of its parent": () => readFileSync(`/proc/${process.ppid}/environ`, "utf8"),
    "read its parent's memory map": () => readFileSync(`/proc/${process.ppid}/maps`, "utf8"),
    write: () => writeFileSync("/tmp/expert-process-was-here", "x"),
    "write beside our code": () => writeFileSync(new URL("./was-here", import.meta.url), "x"),
    "start a program": () => {
      const { error } = spawnSync(process.execPath, ["--version"])
      if (error) throw error
    },
    "start a thread": () => new Worker("0", { eval: true }),
    "load compiled code": () => process.dlopen({ exports: {} }, "/none.node"),
  }
  const possible = Object.entries(attempts).flatMap(([name, attempt]) => {
    try {
      attempt()
      return [name]
    } catch (error) {
      return error instanceof Error && "code" in error && /^ERR_ACCESS_DENIED$|^ERR_DLOPEN_DISABLED$/.test(String(error.code))
        ? []
        : [`${name}: ${String(error)}`]
    }
  })
  return JSON.stringify(possible)
}
