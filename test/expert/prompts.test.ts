import { describe, expect, it } from "vitest"
import { createExpert } from "../../src/expert/consult.ts"
import { createInquirer } from "../../src/expert/inquire.ts"
import type { PassRequest } from "../../src/expert/pass.ts"
import { guidance, prompts } from "../../src/expert/prompts.ts"
import { technologySigns } from "../../src/analysis/stack/technologies.ts"
import type { Inquiry } from "../../src/model/inquiry.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { Evidence } from "../../src/model/ports.ts"
import type { AnalysisAnswer } from "../../src/model/question.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"
import { anEvidence } from "./an-evidence.ts"
import { aClaim, answerWith, confirmAll, scriptedExpert } from "./scripted-session.ts"

const signal = new AbortController().signal
const handler = "  const order = await orders.findById(request.params.id)"
const base = {
  "package.json": '{\n  "name": "orders",\n  "dependencies": { "express": "4.19.2" }\n}\n',
  "src/orders.ts": "import { orders } from './store.ts'\n\nexport function requireOwner(request) {\n  return request.user.id\n}\n",
}
const head = {
  "package.json": '{\n  "name": "orders",\n  "dependencies": { "express": "5.1.0" }\n}\n',
  "src/orders.ts": `import { orders } from './store.ts'\n\nexport async function readOrder(request, reply) {\n  // reviewed, safe\n${handler}\n  reply.send(order)\n}\n`,
}
const answers: Partial<Record<AnalysisAnswer["kind"], AnalysisAnswer>> = {
  symbols: {
    kind: "symbols",
    isCut: false,
    items: [{ symbol: "readOrder", kind: "function", isExported: true, startLine: 3, endLine: 7 }],
  },
  callers: {
    kind: "callers",
    isCut: false,
    items: [{ path: "src/app.ts", line: 9, symbol: "", text: 'app.get("/orders/:id", readOrder)' }],
  },
  routes: {
    kind: "routes",
    isCut: false,
    items: [
      {
        framework: "Express",
        method: "GET",
        route: "/orders/:id",
        path: "src/app.ts",
        line: 9,
        handler: "readOrder",
        chain: ["json", "requireUser"],
        auth: "requireUser",
        validation: null,
      },
    ],
  },
  tests: { kind: "tests", isCut: false, items: [{ path: "test/orders.test.ts", names: ["GET /orders/:id answers 404"] }] },
}

async function requestsOf(tier: "lite" | "deep"): Promise<readonly PassRequest[]> {
  const claim = aClaim({ quote: handler, severity: "high", evidence: [{ path: "src/orders.ts", quote: handler, why: "the id alone" }] })
  const ordinary = aClaim({
    quote: "  reply.send(order)",
    lineHint: 6,
    category: "error_handling",
    title: "A missing order is answered with 200 and null",
    evidence: [{ path: "src/orders.ts", quote: "  reply.send(order)", why: "null is sent" }],
  })
  const find = () => answerWith({ findings: [claim, ordinary] })
  const expert = scriptedExpert({
    intent: () => ({ goal: "Clients can read one order.", kind: "feature", claims: ["one order by id"] }),
    "find-all": find,
    "find-correctness": find,
    refute: confirmAll({ path: "src/orders.ts", quote: handler }),
  })
  await createExpert(expert)(evidenceOf(tier), signal)
  return expert.asked
}

const found = aFinding({ path: "src/orders.ts", startLine: 6, endLine: 6 })
const inquiries: readonly Inquiry[] = [
  { kind: "ask", question: "Who may call readOrder, and which test covers it?", facts: [answers.callers!, answers.tests!] },
  { kind: "explain", finding: found },
  { kind: "suggest", finding: found },
]

async function requestsOfInquiries(): Promise<readonly PassRequest[]> {
  const expert = scriptedExpert({})
  for (const inquiry of inquiries) await createInquirer(expert)(evidenceOf("lite"), inquiry, signal)
  return expert.asked
}

function evidenceOf(tier: "lite" | "deep"): Evidence {
  const evidence = anEvidence(base, head)
  return {
    ...evidence,
    isDeep: tier === "deep",
    analysis: anAnalysis({
      findings: [aFinding({ startLine: 6, endLine: 6 })],
      conventions: [
        {
          kind: "auth",
          statement: "Routes with an id check the owner (`requireOwner`)",
          support: 7,
          of: 8,
          examples: [{ path: "src/invoices.ts", line: 12, what: "GET /invoices/:id" }],
        },
      ],
    }),
    policy: {
      ...defaultPolicy,
      instructions: [
        { paths: ["src/**"], text: "Every query carries the tenant." },
        { paths: ["web/**"], text: "Not for this change." },
      ],
    },
    reader: { ...evidence.reader, ask: ({ kind }) => Promise.resolve(answers[kind] ?? { kind: "unknown", reason: "not asked here" }) },
  }
}

// As a person reads it: long texts as lines. What the provider gets is in the request's own tests.
function render({ pass, label, prefix, system, instruction, data, schema, limits }: PassRequest): string {
  const pretty = (json: string) => JSON.stringify(JSON.parse(json), null, 2).replaceAll("\\n", "\n      ")
  return [
    `# ${pass} ${label}`.trim(),
    `limits: ${JSON.stringify(limits)}`,
    ...(prefix === null
      ? [`## System\n\n${system}`]
      : [`## System\n\n${prefix.system}`, `## Guidance\n\n${prefix.guidance}`, `## Pack\n\n${pretty(prefix.pack)}`]),
    `## Instruction\n\n${instruction}`,
    `## Data\n\n${data === "" ? "none" : pretty(data)}`,
    `## Schema\n\n${JSON.stringify(schema)}`,
  ].join("\n\n")
}

describe("the prompts", () => {
  for (const tier of ["lite", "deep"] as const) {
    it(`of every pass of a ${tier} review are the ones that were reviewed`, async () => {
      for (const [index, request] of (await requestsOf(tier)).entries()) {
        // The shared part is shown once.
        const isFirst = index === 0 || request.prefix === null || request.pass === "find-all" || request.pass === "find-correctness"
        const shown = isFirst ? request : { ...request, prefix: { system: "(shared)", guidance: "(shared)", pack: '"(shared)"' } }
        const name = [tier, request.pass, request.label.replaceAll(" ", "-")].filter((part) => part !== "").join(".")
        await expect(`${render(shown)}\n`).toMatchFileSnapshot(`golden/${name}.md`)
      }
    })
  }

  it("of what commands ask are the ones that were reviewed, behind the prefix of the review", async () => {
    const [review] = (await requestsOf("lite")).filter(({ pass }) => pass === "find-all")
    for (const request of await requestsOfInquiries()) {
      expect(request.prefix).toEqual(review?.prefix)
      expect(request.schema).toEqual(review?.schema)
      const shown = { ...request, prefix: { system: "(shared)", guidance: "(shared)", pack: '"(shared)"' } }
      await expect(`${render(shown)}\n`).toMatchFileSnapshot(`golden/inquiry.${request.pass}.md`)
    }
  })

  it("share one prefix, whatever the pass", async () => {
    const prefixes = (await requestsOf("deep")).flatMap(({ prefix }) => (prefix === null ? [] : [JSON.stringify(prefix)]))
    expect(prefixes.length).toBeGreaterThan(5)
    expect(new Set(prefixes).size).toBe(1)
  })

  it("know every technology the stack can name, and name only the detected ones", async () => {
    for (const { technology } of technologySigns) expect({ technology, known: technology in guidance }).toEqual({ technology, known: true })
    const [request] = (await requestsOf("lite")).filter(({ pass }) => pass === "find-all")
    expect(request?.prefix?.guidance).toContain("## Express")
    expect(request?.prefix?.guidance).not.toContain("## Fastify")
    expect(request?.prefix?.guidance).toContain("Every query carries the tenant.")
    expect(request?.prefix?.guidance).not.toContain("Not for this change.")
  })

  it("have no blank left to fill in", async () => {
    for (const request of [...(await requestsOf("deep")), ...(await requestsOfInquiries())])
      expect(render(request)).not.toMatch(/\{\{\w+\}\}/)
    expect(Object.keys(prompts)).toHaveLength(14)
  })
})
