import type { Evidence } from "../../src/model/ports.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { AnalysisAnswer } from "../../src/model/question.ts"
import { anEvidence } from "../expert/an-evidence.ts"
import { aFinding, anAnalysis } from "../report/subjects.ts"

/** Lines far enough apart that a claim about each stands for itself. */
export const steps = Array.from({ length: 12 }, (_, index) => `export const step${index} = () => orders.count({ kind: ${index} })`)
export const handler = "  const order = await orders.findById(request.params.id)"

const base = {
  "src/orders.ts": "import { orders } from './store.ts'\n\nexport const limit = 10\n",
  "README.md": "# Orders\n",
  ".env.example": "PORT=3000\n",
  "src/store.ts": "export const orders = {}\n",
}

const source = (note: string, literal: string) =>
  `import { orders } from './store.ts'\n\nexport const limit = 10\n${note}export async function readOrder(request, reply) {\n${handler}\n  reply.send(order${literal})\n}\n${steps.map((step) => `//\n//\n//\n//\n${step}\n`).join("")}`

const oneLine = (text: string) => text.replaceAll(/[\r\n]+/g, " ")

interface Parts {
  readonly files?: Readonly<Record<string, string>>
  readonly texts?: Partial<Evidence["texts"]>
  readonly told?: string
  readonly traced?: string
}

/** Where the text of a stranger gets to a model; each takes the text, returns what is different from an honest change. */
export const carriers: Readonly<Record<string, (text: string) => Parts>> = {
  title: (text) => ({ texts: { title: text } }),
  body: (text) => ({ texts: { body: text } }),
  "commit message": (text) => ({ texts: { commits: [oneLine(text)] } }),
  "file name": (text) => ({ files: { [`src/${text.replaceAll(/[/\0]/g, "_").slice(0, 200)}.ts`]: "export const a = 1\n" } }),
  "code comment": (text) => ({ files: { "src/orders.ts": source(`/* ${text.replaceAll("*/", "* /")} */\n`, "") } }),
  "string literal": (text) => ({ files: { "src/orders.ts": source("", `, ${JSON.stringify(text)}`) } }),
  readme: (text) => ({ files: { "README.md": `# Orders\n\n${text}\n` } }),
  "environment example": (text) => ({ files: { ".env.example": `PORT=3000\n# ${oneLine(text)}\nNOTE=${JSON.stringify(text)}\n` } }),
  "message of a static tool": (text) => ({ traced: text }),
  "tool result": (text) => ({ told: text }),
}

/** An honest change with two static findings, one of them at the gate or none, and a payload in one carrier. */
export function evidenceWith(carrier: string, text: string, gate: "critical" | "high"): Evidence {
  const { files = {}, texts = {}, told = "", traced = "" } = carriers[carrier]!(text)
  const head = { ...base, "src/orders.ts": source("", ""), ...files }
  const line = head["src/orders.ts"].split("\n").indexOf(handler) + 1
  const statics = [
    aFinding({
      startLine: line,
      endLine: line,
      evidence: handler,
      cwe: ["CWE-639"],
      trace:
        traced === ""
          ? []
          : [
              { path: "src/orders.ts", line, what: traced },
              { path: "src/orders.ts", line: line + 1, what: "used" },
            ],
    }),
    aFinding({
      rule: "require-not-found",
      section: "reliability",
      severity: "medium",
      startLine: line + 1,
      endLine: line + 1,
      evidence: head["src/orders.ts"].split("\n")[line]!,
      title: "A missing order is sent as nothing",
      cwe: [],
    }),
  ]
  const answers: Partial<Record<AnalysisAnswer["kind"], AnalysisAnswer>> =
    told === ""
      ? {}
      : {
          callers: { kind: "callers", isCut: false, items: [{ path: "src/app.ts", line: 1, symbol: told, text: told }] },
          symbols: {
            kind: "symbols",
            isCut: false,
            items: [{ symbol: told.slice(0, 100), kind: "function", isExported: true, startLine: line - 1, endLine: line + 2 }],
          },
        }
  const evidence = anEvidence(base, head)
  return {
    ...evidence,
    texts: { ...evidence.texts, ...texts },
    analysis: anAnalysis({
      findings: statics,
      coverage: { files: evidence.diff.files.length, reviewed: evidence.diff.files.length, skipped: [], failed: [] },
    }),
    policy: { ...defaultPolicy, gate },
    reader: { ...evidence.reader, ask: ({ kind }) => Promise.resolve(answers[kind] ?? { kind: "unknown", reason: "" }) },
  }
}
