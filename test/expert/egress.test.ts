import { describe, expect, test } from "vitest"
import { createExpert } from "../../src/expert/consult.ts"
import { createOpenClean } from "../../src/expert/open-clean.ts"
import { composeRequest } from "../../src/expert/request/compose-request.ts"
import { createToolBox } from "../../src/expert/tools/create-tool-box.ts"
import type { AnalysisAnswer } from "../../src/model/question.ts"
import { carriers, secretSamples, tracesOf } from "../hygiene/secret-samples.ts"
import type { SecretSample } from "../hygiene/secret-samples.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { anEvidence } from "./an-evidence.ts"
import { aClaim, answerWith, confirmAll, scriptedExpert } from "./scripted-session.ts"

const handler = "  const order = await orders.findById(request.params.id)"
const signal = new AbortController().signal

/** A change that holds the secret in every place a change can hold it, some of them cut where we cut. */
function plant(secret: string, value: string, setting: string) {
  const code = (name: string) => carriers[name]!(setting, value)
  const base = {
    "src/orders.ts": "export const limit = 10\n",
    ".env": `PORT=1\n`,
    "package.json": '{ "name": "orders" }\n',
    "src/store.ts": `// ${value}\nexport const orders = {}\n`,
  }
  const head = {
    "src/orders.ts": `import { orders } from './store.ts'\n${code("typescript")}\nexport async function readOrder(request, reply) {\n${handler}\n  // ${value}\n  reply.send(order)\n}\n`,
    ".env": code(".env"),
    "package.json": `{ "name": "orders", "config": ${JSON.stringify({ [setting]: value })} }\n`,
    "deploy/secret.yaml": code("a kubernetes manifest"),
    "README.md": `# Orders\n\n${code("shell")}`,
    "src/store.ts": base["src/store.ts"],
  }
  const finding = aFinding({
    startLine: 2,
    endLine: 2,
    title: `A secret: ${value}`,
    trace: [
      { path: "src/orders.ts", line: 2, what: code("json in one line inside json") },
      { path: "src/orders.ts", line: 4, what: "used" },
    ],
  })
  const answers: Partial<Record<AnalysisAnswer["kind"], AnalysisAnswer>> = {
    symbols: {
      kind: "symbols",
      isCut: false,
      items: [{ symbol: "readOrder", kind: "function", isExported: true, startLine: 6, endLine: 10 }],
    },
    callers: { kind: "callers", isCut: false, items: [{ path: "src/app.ts", line: 1, symbol: "", text: `start("${value}")` }] },
  }
  const evidence = anEvidence(base, head)
  return {
    ...evidence,
    texts: { title: `Use ${value.slice(0, 200)}`, body: `${"x ".repeat(2_985)}${secret}`, commits: [`feat: ${value}`] },
    analysis: anAnalysis({ findings: [finding] }),
    isDeep: true,
    reader: {
      ...evidence.reader,
      ask: ({ kind }: { kind: AnalysisAnswer["kind"] }) => Promise.resolve(answers[kind] ?? { kind: "unknown" as const, reason: "" }),
    },
  }
}

/** Every byte that the provider would get, and what the review says in the end. */
async function review({ secret, within = "§", setting = "EXTERNAL_VALUE" }: SecretSample) {
  const evidence = plant(
    secret,
    within.replace("§", () => secret),
    setting,
  )
  const claim = aClaim({
    quote: handler,
    lineHint: 0,
    hunkId: "",
    evidence: [{ path: "src/orders.ts", quote: handler, why: `see ${secret}` }],
    claim: `It is ${secret.slice(7)}`,
  })
  const find = () => answerWith({ findings: [claim] })
  const expert = scriptedExpert({
    intent: () => ({ goal: `Uses ${secret}`, kind: "feature", claims: [secret] }),
    "find-correctness": find,
    refute: confirmAll({ path: "src/orders.ts", quote: handler }),
  })
  const openClean = createOpenClean("key")
  const told: string[] = []
  const consultation = await createExpert({
    ...expert,
    openClean,
    openSession(request) {
      const box = createToolBox({ evidence, shownHead: request.head, clean: request.clean })
      told.push(JSON.stringify(box.definitions))
      const session = expert.openSession(request)
      return {
        ...session,
        async run(asked, ...rest) {
          if (asked.prefix !== null) for (const [tool, input] of toolCalls(secret)) told.push((await box.call(tool, input, signal)).text)
          return session.run(asked, ...rest)
        },
      }
    },
  })(evidence, signal)
  const settings = { effort: "medium", carrier: "tool-result", instructedBy: "user", tools: [] } as const
  for (const request of expert.asked)
    told.push(
      JSON.stringify(composeRequest(request, settings, { model: "m", maxTokens: 1, conversation: { turns: [], mustAnswer: false } })),
    )
  return {
    bytes: told.join("\n"),
    passes: new Set(expert.asked.map(({ pass }) => pass)),
    consultation,
    statics: evidence.analysis.findings,
  }
}

function toolCalls(secret: string): readonly (readonly [string, object])[] {
  const files = ["src/orders.ts", ".env", "package.json", "deploy/secret.yaml", "README.md", "src/store.ts"]
  return [
    ...files.map((path) => ["Read", { path }] as const),
    ["Read", { path: "src/orders.ts", startLine: 4, endLine: 4 }],
    ["Grep", { pattern: "." }],
    ["Grep", { pattern: secret.slice(0, 6).replace(/[^A-Za-z0-9]/g, "."), context: 3 }],
    ["Analysis", { question: "callers", path: "src/orders.ts", symbol: "readOrder" }],
  ]
}

// As it is, or as it stands in JSON.
const holds = (bytes: string, trace: string) => bytes.includes(trace) || bytes.includes(JSON.stringify(trace).slice(1, -1))

const samples = secretSamples(11)

describe("a secret that a change holds everywhere", () => {
  test("has a kind of each provider", () => {
    expect(samples.length).toBeGreaterThan(40)
  })

  test("is known before the first text is shown, so that a text may be cut anywhere", async () => {
    const sample = samples.find(({ name }) => name === "Auth0 client secret")!
    const clean = createOpenClean("key")(plant(sample.secret, sample.secret, sample.setting!))
    expect(await clean(`see ${sample.secret.slice(0, 20)}`)).toMatch(/^see \[SECRET:[a-z]+:[0-9a-f]{6}\]$/)
  })

  test.each(samples)("never reaches the model: $name", async (sample) => {
    const { bytes, passes, consultation, statics } = await review(sample)
    expect([...passes].toSorted()).toEqual(["find-correctness", "find-security", "find-surroundings", "fix", "intent", "refute", "report"])
    for (const trace of tracesOf(sample.secret)) {
      expect(holds(bytes, trace), `${sample.name}: ${trace}`).toBe(false)
    }
    expect(/\[SECRET:[a-z-]+:[0-9a-f]{6}\]/.test(bytes)).toBe(true)
    // What the rules found is told to the team as it was.
    expect(consultation.findings[0]).toMatchObject({ fingerprint: statics[0]!.fingerprint, title: statics[0]!.title })
  })
})
