import { expect, test } from "vitest"
import type { Finding } from "../../src/model/finding.ts"
import { describeGate, hasGate, isAtGate } from "../../src/model/gate.ts"
import { aFinding } from "../report/subjects.ts"

const payments = [{ severity: "medium" as const, sections: ["security" as const], paths: ["src/payments/**"] }]

const cases: {
  name: string
  finding: Partial<Finding>
  gate: Parameters<typeof isAtGate>[1]["gate"]
  model?: "never" | "panel"
  blocks: boolean
}[] = [
  { name: "blocks on the severity it names", finding: { severity: "high" }, gate: "high", blocks: true },
  { name: "blocks on what is worse", finding: { severity: "critical" }, gate: "high", blocks: true },
  { name: "lets pass what is less", finding: { severity: "medium" }, gate: "high", blocks: false },
  { name: "lets a guess pass", finding: { severity: "critical", confidence: "low" }, gate: "low", blocks: false },
  {
    name: "blocks in the paths and sections it names",
    finding: { severity: "medium", section: "security", path: "src/payments/.pay.ts" },
    gate: payments,
    blocks: true,
  },
  {
    name: "lets another path pass",
    finding: { severity: "critical", section: "security", path: "src/orders.ts" },
    gate: payments,
    blocks: false,
  },
  {
    name: "lets another section pass",
    finding: { severity: "critical", section: "testing", path: "src/payments/pay.ts" },
    gate: payments,
    blocks: false,
  },
  {
    name: "blocks when one of its rules does",
    finding: { severity: "critical", section: "testing", path: "a.ts" },
    gate: [...payments, { severity: "critical" }],
    blocks: true,
  },
  {
    name: "lets the model's own claim pass",
    finding: { severity: "critical", origin: "model", verification: "panel" },
    gate: "high",
    blocks: false,
  },
  {
    name: "blocks on a claim of the model that a panel upheld, where the policy says so",
    finding: { severity: "critical", origin: "model", verification: "panel" },
    gate: "high",
    model: "panel",
    blocks: true,
  },
  {
    name: "lets a claim pass that one check confirmed",
    finding: { severity: "critical", origin: "model", verification: "confirmed" },
    gate: "high",
    model: "panel",
    blocks: false,
  },
  { name: "blocks on what rule and model found", finding: { severity: "critical", origin: "both" }, gate: "high", blocks: true },
]

test.each(cases)("a gate $name", ({ finding, gate, model = "never", blocks }) => {
  expect(isAtGate({ ...aFinding(), ...finding }, { gate, model: { gate: model } })).toBe(blocks)
})

test("an empty list is no gate", () => {
  expect([hasGate({ gate: [] }), hasGate({ gate: "never" }), hasGate({ gate: payments })]).toEqual([false, false, true])
})

test("a gate is told in words", () => {
  expect(describeGate("high")).toBe("high or worse")
  expect(describeGate([...payments, { severity: "critical" }])).toBe(
    "medium or worse in security under `src/payments/**`; critical or worse",
  )
})
