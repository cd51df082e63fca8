import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Advisory } from "../../src/sandbox/records.ts"
import { openStory } from "./story.ts"
import type { Story } from "./story.ts"

const advisories: readonly Advisory[] = [
  {
    id: "GHSA-aaaa-bbbb-cccc",
    name: "left-reader",
    version: "1.0.0",
    severity: "high",
    summary: "Reads files outside the folder @everyone",
    cwe: "CWE-22",
    fixedIn: "1.0.4",
  },
  {
    id: "GHSA-dddd-eeee-ffff",
    name: "left-reader",
    version: "1.0.0",
    severity: "low",
    summary: "Slow on long names",
    cwe: "CWE-1333",
    fixedIn: "1.2.0",
  },
  {
    id: "GHSA-gggg-hhhh-jjjj",
    name: "deep-thing",
    version: "3.1.0",
    severity: "critical",
    summary: "Runs code from a message",
    cwe: "CWE-94",
    fixedIn: null,
  },
]

function manifest(dependencies: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ name: "shop", type: "module", dependencies: { express: "^4.19.2", ...dependencies } }, null, 2)}\n`
}

function lockfile(packages: Readonly<Record<string, object>>, dependencies: Readonly<Record<string, string>>): string {
  const root = { name: "shop", dependencies: { express: "^4.19.2", ...dependencies } }
  const express = { version: "4.19.2", license: "MIT" }
  return `${JSON.stringify({ name: "shop", lockfileVersion: 3, packages: { "": root, "node_modules/express": express, ...packages } }, null, 2)}\n`
}

const before = { "package.json": manifest({}), "package-lock.json": lockfile({}, {}) }
const after = {
  "package.json": manifest({ "left-reader": "^1.0.0" }),
  "package-lock.json": lockfile(
    {
      "node_modules/left-reader": { version: "1.0.0", license: "MIT", dependencies: { "deep-thing": "^3.0.0" } },
      "node_modules/deep-thing": { version: "3.1.0", license: "MIT" },
    },
    { "left-reader": "^1.0.0" },
  ),
}

describe("a change of dependencies", () => {
  let story: Story
  beforeAll(async () => {
    story = await openStory()
    story.sandbox.world.advisories.push(...advisories)
  })
  afterAll(() => story[Symbol.asyncDispose]())

  it("is told which known vulnerabilities it brings, where package.json asks for them, and in which version they are gone", async () => {
    const pullRequest = await story.open(after, { base: before })
    const { threads, comments } = await story.reviewed(pullRequest)
    const said = threads.map((thread) => `${thread.path}\n${thread.comments[0]?.body ?? ""}`)
    expect(said.find((text) => text.includes("left-reader"))).toMatch(/^package\.json/)
    expect(said.find((text) => text.includes("left-reader"))).toContain("to 1.2.0 or later")
    expect(said.find((text) => text.includes("left-reader"))).not.toMatch(/(?<!`)@everyone/)
    expect(said.find((text) => text.includes("deep-thing"))).toMatch(/^package-lock\.json\n.*\n\*\*Critical\*\*/)
    expect(comments.map(({ body }) => body).join("\n")).toContain("Known vulnerabilities of the packages were looked up")
  })

  it("is reviewed all the same, and says so, where GitHub offers no dependency review", async () => {
    const pullRequest = await story.open(after, { base: before })
    for (const repository of story.sandbox.world.repositories.values()) repository.hasDependencyGraph = false
    const reading = await story.reviewed(pullRequest)
    expect(JSON.stringify(reading)).toContain("GitHub does not offer its dependency review")
    expect(JSON.stringify(reading)).not.toContain("left-reader 1.0.0 has a known vulnerability")
  })
})
