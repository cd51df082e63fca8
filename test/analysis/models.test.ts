import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { models } from "../../src/analysis/models/index.ts"
import { unsafeSettings } from "../../src/analysis/settings/find-settings.ts"
import type { Concern, Setting, Sink, SinkKind } from "../../src/analysis/models/model.ts"
import { defineRule } from "../../src/analysis/rule.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

/** A program with one Express handler that hands request data to one argument of a sink, written the way its model names it. */
function programFor({ call, properties = [], needs, when, first, succeeds }: Sink, place: number): string {
  const [, specifier = "", members = ""] = /^(socket\.io-client|(?:@[^/]+\/)?[^.()]+)(.*)$/.exec(call) ?? []
  const isGlobal = specifier === "globalThis"
  const callee = isGlobal ? members.slice(1) : `library${members.replaceAll("*", "anything")}`
  const named = properties.find((each) => each !== "*")
  const whole = needs === "shape" ? "req.body.given" : "[req.body.given]"
  const marking = models.flatMap((model) => model.passages ?? []).find(({ marks }) => when !== undefined && marks?.includes(when))
  const [, marker = "", through = ""] = /^([^.()]+)(.*)$/.exec(marking?.call ?? "") ?? []
  const single = marking ? `marker${through}(req.body.given)` : "req.body.given"
  const value = named !== undefined ? objectWith(named.split(".")) : properties.length > 0 ? whole : single
  const started = ["git", "curl"].find((each) => first?.test(each))
  const before = Array.from({ length: place }, (_, index) =>
    index > 0 ? "0" : started ? JSON.stringify(started) : succeeds ? "null" : "0",
  )
  return [
    'import express from "express"',
    isGlobal ? "" : `import * as library from "${specifier}"`,
    marking ? `import * as marker from "${marker}"` : "",
    "const app = express()",
    `app.post("/given", async (req, res) => { await ${callee}(${[...before, value].join(", ")}) })`,
  ].join("\n")
}

function objectWith([name = "", ...rest]: readonly string[]): string {
  return `{ ${JSON.stringify(name)}: ${rest.length === 0 ? "req.body.given" : objectWith(rest)} }`
}

const facts = {
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A claim",
  why: "Tells of everything.",
  fix: "None.",
  cwe: [],
} as const
const kinds = [...new Set(models.flatMap((model) => (model.sinks ?? []).map((sink) => sink.kind)))]
const rules = kinds.map((kind: SinkKind) =>
  defineRule({
    ...facts,
    kind: "flow",
    sink: kind,
    id: `no-${kind}`,
    *check({ flow }) {
      yield { at: flow.node, message: "a flow", key: String(flow.node.start) }
    },
  }),
)

test.each(models.filter((model) => (model.sinks ?? []).length > 0))("request data arrives in every sink of $technology", async (model) => {
  const programs = (model.sinks ?? []).flatMap((sink) =>
    (sink.arguments === "all" ? [0] : sink.arguments).map((place) => ({ sink, place, text: programFor(sink, place) })),
  )
  const files = Object.fromEntries(programs.map(({ text }, index) => [`src/p${index}.ts`, text]))
  const base = aTree({})
  const head = aTree({ "package.json": JSON.stringify({ dependencies: { express: "^4.0.0" } }), ...files })
  const { findings } = await analyzeWith(rules, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const found = new Set(findings.map((each) => `${each.path} ${each.rule}`))
  const missing = programs.filter(({ sink }, index) => !found.has(`src/p${index}.ts no-${sink.kind}`))
  expect(missing.map(({ sink, place }) => `${sink.call} argument ${place} (${sink.kind})`)).toEqual([])
})

/** A program whose one call makes a setting unsafe, written the way its model names it. */
function configurationFor({ call, argument, option, unsafe }: Setting): string {
  const [, specifier = "", members = ""] = /^((?:@[^/]+\/)?[^.()]+)(.*)$/.exec(call.replace("@aws-sdk/*", "@aws-sdk/client-s3")) ?? []
  const callee = `library${members.replace("(*)", "").replaceAll("*", "anything")}`
  const value = unsafeValue(unsafe)
  const options = option === undefined ? value : value === null ? "{}" : objectFrom(option.split("."), value)
  const given = unsafe === "used" ? [] : [...Array.from({ length: argument }, () => "0"), options]
  return [
    `import * as library from "${specifier.replace("/*", "/storage")}"`,
    `export const made = new ${callee}(${given.join(", ")})`,
  ].join("\n")
}

function unsafeValue(unsafe: Setting["unsafe"]): string | null {
  if (unsafe === "missing" || unsafe === "used") return null
  if (unsafe === "literal") return '"some text"'
  if ("is" in unsafe) return JSON.stringify(unsafe.is[0])
  if ("above" in unsafe) return String(unsafe.above + 1)
  return "below" in unsafe ? String(unsafe.below - 1) : null
}

function objectFrom([name = "", ...rest]: readonly string[], value: string): string {
  return `{ ${name}: ${rest.length === 0 ? value : objectFrom(rest, value)} }`
}

test.each(models.filter((model) => (model.settings ?? []).length > 0))("every setting of $technology is recognised", async (model) => {
  const all = (model.settings ?? []).filter((setting) => typeof setting.unsafe === "string" || !("matches" in setting.unsafe))
  const concerns = [...new Set(all.map((setting) => setting.concern))]
  const files = Object.fromEntries(all.map((setting, index) => [`src/p${index}.ts`, configurationFor(setting)]))
  const base = aTree({})
  const head = aTree({ "package.json": "{}", ...files })
  const asked = concerns.map((concern: Concern) =>
    defineRule({
      ...facts,
      kind: "source",
      id: `no-${concern}`,
      *check({ project, module }) {
        yield* unsafeSettings(project, module, concern)
      },
    }),
  )
  const { findings } = await analyzeWith(asked, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const missing = all.filter(
    (setting, index) =>
      !findings.some((each) => each.path === `src/p${index}.ts` && each.rule === `no-${setting.concern}` && each.title === setting.title),
  )
  expect(missing.map(({ call, option, concern }) => `${call} ${option ?? ""} (${concern})`)).toEqual([])
})
