import { expect, test } from "vitest"
import { lostHeaders } from "../../src/analysis/change/lost-headers.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

function lost(before: Files, after: Files): string[] {
  const [base, head] = [aTree(before), aTree(after)]
  return lostHeaders(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head)).map(({ header }) => header)
}

const serve = (...lines: readonly string[]): Files => ({
  "src/serve.ts": `export async function serve(c: Context, file: File) {\n${lines.map((each) => `  ${each}\n`).join("")}  return c.body(await file.text())\n}\n`,
})
const policy = `c.header("Content-Security-Policy", "default-src 'none'")`

test("a header that nothing sets any more is lost", () => {
  expect(lost(serve(policy, 'c.header("X-Content-Type-Options", "nosniff")'), serve())).toEqual([
    "Content-Security-Policy",
    "X-Content-Type-Options",
  ])
})

test("a header among those of an answer is lost", () => {
  const answer = (headers: string) => serve(`return c.body(file.stream(), 200, { "Content-Length": file.size${headers} })`)
  expect(lost(answer(', "X-Content-Type-Options": "nosniff"'), answer(""))).toEqual(["X-Content-Type-Options"])
})

test("a header goes with the file that set it", () => {
  const handler = `export default (ctx: Context, next: Next) => {\n  ctx.set("X-Frame-Options", "DENY")\n  return next()\n}\n`
  expect(lost({ ...serve(), "src/frames.ts": handler }, serve())).toEqual(["X-Frame-Options"])
})

test.each([
  {
    name: "another file sets it",
    after: {
      ...serve(),
      "src/app.ts": `app.use((_, res, next) => { res.setHeader("content-security-policy", "default-src 'self'"); next() })\n`,
    },
  },
  { name: "the proxy sets it", after: { ...serve(), "nginx.conf": `add_header Content-Security-Policy "default-src 'self'";\n` } },
  {
    name: "helmet sets all of them",
    after: {
      ...serve(),
      "package.json": '{ "dependencies": { "helmet": "^8.0.0" } }',
      "src/app.ts": 'import helmet from "helmet"\napp.use(helmet())\n',
    },
  },
  { name: "it was about something else", after: serve(policy) },
])("nothing is lost when $name", ({ after }) => {
  expect(lost(serve(policy, 'c.header("X-Request-Id", c.id)'), after)).toEqual([])
})
