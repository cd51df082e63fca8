import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { routes } from "../src/app.ts"
import { composeManifest, readAppManifest } from "../src/server/app-manifest.ts"

const manifest = readAppManifest()

// GitHub sends these to every App, or to every App that may write checks; naming them in a manifest is refused.
const everyApp = ["check_run", "check_suite", "installation", "installation_repositories"]

test("asks for exactly the events that have a route", () => {
  const routed = eventsOf(routes.filter(({ isOptional }) => isOptional !== true))
  expect([...new Set(routed)].filter((event) => !everyApp.includes(event)).sort()).toEqual([...manifest.default_events].sort())
})

test("explains in the manifest which events more can be asked for, and asks for none of them", () => {
  const text = readFileSync(new URL("../app.yml", import.meta.url), "utf8")
  for (const event of eventsOf(routes.filter(({ isOptional }) => isOptional === true))) {
    expect(manifest.default_events).not.toContain(event)
    expect(text).toMatch(new RegExp(`^# .*${event}`, "m"))
  }
})

test("names no event twice in the route table", () => {
  const events = routes.flatMap(({ events }) => events)
  expect(events).toEqual([...new Set(events)])
})

test("asks for the least permissions, and never to write code", () => {
  expect(manifest.default_permissions).toEqual({
    checks: "write",
    contents: "read",
    issues: "read",
    metadata: "read",
    pull_requests: "write",
  })
})

test("sends events to the address that works, whatever the manifest is composed for", () => {
  expect(composeManifest(manifest, "https://expert.example.com/sub")).toMatchObject({
    name: manifest.name,
    url: "https://expert.example.com/sub",
    hook_attributes: { url: "https://expert.example.com/sub/api/github/webhooks", active: true },
    redirect_url: "https://expert.example.com/sub/setup/callback",
    public: false,
  })
})

function eventsOf(some: typeof routes): string[] {
  return some.flatMap(({ events }) => events.map((event) => event.split(".")[0] ?? ""))
}
