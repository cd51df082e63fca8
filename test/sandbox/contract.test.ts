import { expect, test } from "vitest"
import { Contract } from "../../src/sandbox/contract.ts"
import { operations } from "../../src/sandbox/operations/index.ts"
import { createRouter } from "../../src/sandbox/router.ts"

const contract = new Contract()

test("the slice holds exactly the operations that are handled", () => {
  expect(operations.map((operation) => operation.id).toSorted()).toEqual(Object.keys(contract.operations).toSorted())
})

test("no operation is handled twice", () => {
  expect(new Set(operations.map((operation) => operation.id)).size).toBe(operations.length)
})

test.each(operations.map((operation) => operation.id))("%s is found at its own address", (id) => {
  const { method, path } = contract.operations[id] ?? { method: "", path: "" }
  const example = path.replace("{basehead}", "main...a%2Fb").replace(/\{\w+\}/g, "7")
  expect(createRouter(operations, contract.operations)(method, example)?.operation.id).toBe(id)
})

test.each([
  { address: "/repos/o/r/contents/src/a%20b.ts", id: "repos/get-content", parameters: { owner: "o", repo: "r", path: "src/a b.ts" } },
  { address: "/repos/o/r/contents", id: "repos/get-content", parameters: { owner: "o", repo: "r", path: "" } },
  {
    address: "/repos/o/r/commits/feature/x/check-runs",
    id: "checks/list-for-ref",
    parameters: { owner: "o", repo: "r", ref: "feature/x" },
  },
  {
    address: "/repos/o/r/compare/main...fix%2Fit",
    id: "repos/compare-commits-with-basehead",
    parameters: { owner: "o", repo: "r", basehead: "main...fix/it" },
  },
])("$address means $id", ({ address, id, parameters }) => {
  const route = createRouter(operations, contract.operations)("GET", address)
  expect([route?.operation.id, route?.parameters]).toEqual([id, parameters])
})

test("an answer that lacks a field is a violation", () => {
  expect(contract.checkReply("pulls/list-reviews", 200, "application/json", [{ id: 1 }])).toMatchObject({
    kind: "response",
    details: expect.arrayContaining(['"node_id" wasn\'t supplied.']),
  })
})

test("a status that nobody described is a violation, a refusal that every operation knows is none", () => {
  expect(contract.checkReply("pulls/list-reviews", 418, "application/json", {})).toMatchObject({ kind: "undocumented-status" })
  expect(contract.checkReply("pulls/list-reviews", 403, "application/json", {})).toBeNull()
})

test("a parameter of the wrong kind is told", () => {
  expect(contract.checkParameters("pulls/get", { owner: "o", repo: "r", pull_number: "one" }, new URLSearchParams())).toEqual([
    expect.stringContaining("pull_number"),
  ])
  expect(contract.checkParameters("pulls/get", { owner: "o", repo: "r", pull_number: "1" }, new URLSearchParams())).toEqual([])
})
