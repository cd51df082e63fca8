import { expect, test } from "vitest"
import { lostRegistrations } from "../../src/analysis/change/lost-registrations.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const setup = (...lines: readonly string[]) =>
  aTree({
    "src/security.ts": `export function secure(app: App, security: Security) {\n  app.use(logRequests)\n${lines.map((each) => `  ${each}\n`).join("")}}\n`,
  })

function lost(before: readonly string[], after: readonly string[]): string[] {
  const [base, head] = [setup(...before), setup(...after)]
  const all = lostRegistrations(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map(({ guard, before: path }) => `${guard} before ${path}`)
}

test.each([
  { line: 'app.delete("/api/v2/*", requireLogin())', gone: "requireLogin() before DELETE /api/v2/*" },
  { line: 'app.use("/api/v2", authenticate, requireAdmin)', gone: "authenticate, requireAdmin before /api/v2" },
  { line: "security.addAdminMiddleware(`${PREFIX}/settings`)", gone: "addAdminMiddleware before ${PREFIX}/settings" },
])("a guard that stood before a whole path is lost: $line", ({ line, gone }) => {
  expect(lost([line], [])).toEqual([gone])
})

test.each([
  {
    name: "it stands before all of them now",
    before: ['app.put("/api/v2/*", requireLogin())'],
    after: ['app.use("/api/v2/*", requireLogin())'],
  },
  { name: "it stands before a wider path", before: ['app.use("/api/v2/*", requireLogin())'], after: ['app.use("/api", requireLogin())'] },
  { name: "another guard came", before: ['app.use("/api/v2/*", requireLogin())'], after: ['app.use("/api/v2/*", requireUser())'] },
  {
    name: "its path has another beginning",
    before: ['security.addAdminMiddleware("/logs")'],
    after: ["security.addAdminMiddleware(`${PREFIX}/logs`)"],
  },
  { name: "it is a route", before: ['app.get("/login", loginHandler)'], after: [] },
  { name: "it is a route with a handler of such a name", before: ['app.post("/start", verifyToken, startSession)'], after: [] },
  { name: "it is a router", before: ['app.use("/auth", authRouter)'], after: [] },
  { name: "it lets everybody pass", before: ['app.use("/api", optionalAuth)'], after: [] },
  { name: "it is no guard", before: ['app.use("/api", compress())'], after: [] },
])("nothing is lost when $name", ({ before, after }) => {
  expect(lost(before, after)).toEqual([])
})
