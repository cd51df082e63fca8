import { expect, test } from "vitest"
import { readYaml, readYamlDocument } from "../../src/hygiene/yaml.ts"

test("what a text says is read, the last of two values under one key", () => {
  expect(readYaml("a: 1\nb: [x, y]\na: 2\n")).toEqual({ a: 2, b: ["x", "y"] })
  expect(readYamlDocument("a: 1\na: 2\n")?.errors).toEqual([])
})

test("of what is broken there is what can be read, of what repeats itself without end nothing", () => {
  expect(readYaml("a: [")).toEqual({ a: [] })
  expect(() => readYaml("[".repeat(100_000))).not.toThrow()
  expect(() => readYamlDocument("[".repeat(100_000))).not.toThrow()
  expect(readYaml(`a: &a [${"x,".repeat(20)}]\n${Array.from({ length: 80 }, (_, index) => `b${index}: *a`).join("\n")}\n`)).toBe(null)
  expect(readYamlDocument("a: [")?.errors).not.toEqual([])
})
