import { expect, test } from "vitest"
import type { Evidence } from "../../src/model/ports.ts"
import { createDeterministicExpert } from "../../src/expert/deterministic-expert.ts"

test("shows what the rules found, unchanged, and says that no model took part", async () => {
  const findings = [{ fingerprint: "a" }, { fingerprint: "b" }]
  const evidence = { analysis: { findings } } as unknown as Evidence
  const consultation = await createDeterministicExpert()(evidence, new AbortController().signal)
  expect(consultation.findings).toBe(findings)
  expect(consultation).toMatchObject({ model: null, note: "no model configured" })
})
