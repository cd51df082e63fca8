import type { CommentView, IndexView, Person, PullRequestView, ThreadView } from "../../src/sandbox/page/view.ts"

const expert: Person = { login: "backend-expert[bot]", isBot: true }
const mara: Person = { login: "mara-lind", isBot: false }
const headSha = "9f2c41d07be35a8860f1c9a4de7b1230cc45a7e1"

export function aComment(id: number, author: Person, body: string, changes: Partial<CommentView> = {}): CommentView {
  return { id, author, createdAt: "2026-03-02T10:04:00Z", editedAt: null, body, reactions: [], minimized: null, ...changes }
}

export function aThread(changes: Partial<ThreadView> & Pick<ThreadView, "id" | "comments">): ThreadView {
  return {
    reviewId: 71,
    path: "src/routes/orders.ts",
    subject: "line",
    side: "RIGHT",
    line: 22,
    startLine: null,
    originalLine: 22,
    originalStartLine: null,
    diffHunk: ordersPatch.split("\n").slice(0, 15).join("\n"),
    outdated: false,
    resolved: false,
    ...changes,
  }
}

const ordersPatch = [
  "@@ -9,14 +9,27 @@ export function ordersRouter(prisma: PrismaClient): Router {",
  "   const router = Router()",
  " ",
  '   router.get("/:id", asyncHandler(async (request, response) => {',
  "     const order = await prisma.order.findUnique({ where: { id: request.params.id } })",
  '-    if (!order) return response.status(404).json({ error: "not found" })',
  '+    if (order === null) return response.status(404).json({ error: "not found" })',
  "     response.json(order)",
  "   }))",
  " ",
  "+  /** Search by customer name,",
  "+   *  newest first. */",
  '+  router.get("/search", async (request, response) => {',
  "+    const term = String(request.query.term)",
  "+    const rows = await prisma.$queryRawUnsafe(",
  "+      `SELECT id, total FROM orders WHERE customer ILIKE '%${term}%' ORDER BY created_at DESC`,",
  "+    )",
  "+    response.json(rows)",
  "+  })",
  "+",
  "   return router",
  " }",
].join("\n")

const suggestionBody = `**🔴 Critical · security** — Text from the request becomes part of an SQL statement

\`request.query.term\` is put into the string that \`$queryRawUnsafe\` sends to PostgreSQL. A caller who sends \`%' OR 1=1 --\` reads every order of every customer.

<details><summary>How the data gets there</summary>

1. \`src/routes/orders.ts:20\` \`request.query.term\` comes from the caller
2. \`src/routes/orders.ts:22\` it is inserted into the statement
3. \`src/routes/orders.ts:21\` \`$queryRawUnsafe\` runs it

</details>

Let the tagged form bind it as a parameter:

\`\`\`suggestion
    const rows = await prisma.$queryRaw\`
      SELECT id, total FROM orders WHERE customer ILIKE \${"%" + term + "%"} ORDER BY created_at DESC\`
\`\`\`

<sub>rule \`no-sql-concatenation\` · CWE-89 · confidence high</sub>
<!-- backend-expert finding 1f3ac9 -->`

const report = `<!-- backend-expert report -->
## Summary

This adds a search to the orders routes. **One finding blocks**, two are worth a look; 7 of 8 files were reviewed.

| Severity | Section | Finding | Where |
| --- | --- | --- | --- |
| critical | security | Text from the request becomes part of an SQL statement | \`src/routes/orders.ts:22\` |
| medium | reliability | A rejected promise in this handler is never answered | \`src/routes/orders.ts:19\` |
| low | testing | The new route has no test | \`src/routes/orders.ts:19\` |

> [!WARNING]
> \`EXPORT_DIRECTORY\` is read but not listed in \`.env.example\`.

## Code suggestions

One suggestion is attached to the diff; it parses and removes the finding.

## Setup instructions

- [x] \`npm ci\` works with the lockfile
- [ ] Add \`EXPORT_DIRECTORY\` to \`.env.example\`

\`\`\`sh
export EXPORT_DIRECTORY=/var/lib/orders   # must exist
\`\`\`

<details><summary>Reviewed files <b>7</b></summary>

- \`src/routes/orders.ts\`
- \`src/app.ts\`

</details>`

export const pullRequest: PullRequestView = {
  paths: {
    index: "/",
    conversation: "/acme/orders/pull/7",
    files: "/acme/orders/pull/7/files",
    checks: "/acme/orders/pull/7/checks",
    version: "/acme/orders/pull/7/version",
  },
  version: 41,
  now: "2026-03-02T10:09:30Z",
  owner: "acme",
  name: "orders-service",
  number: 7,
  title: "Order search and CSV export",
  state: "open",
  author: mara,
  createdAt: "2026-03-02T10:02:00Z",
  labels: ["feature", "api"],
  base: { label: "main", sha: "1".repeat(40) },
  head: { label: "order-search", sha: headSha },
  description: aComment(
    1,
    mara,
    "Support asked for a way to **find an order by customer name** and to hand the list to accounting as a file.\n\n- search with paging\n- export as CSV\n\nCloses #12",
    { createdAt: "2026-03-02T10:02:00Z" },
  ),
  commits: [
    { sha: headSha, message: "Search orders by customer\n\nWith paging.", author: "mara-lind", at: "2026-03-02T10:01:00Z" },
    { sha: "4b7d09a1c2e3f4a5b6c7d8e9f00112233445566f", message: "Export orders as CSV", author: "mara-lind", at: "2026-03-02T10:01:30Z" },
  ],
  timeline: [
    {
      kind: "push",
      actor: mara,
      at: "2026-03-02T10:03:00Z",
      forced: false,
      commits: [{ sha: headSha, message: "Search orders by customer", author: "mara-lind", at: "2026-03-02T10:01:00Z" }],
    },
    {
      kind: "review",
      id: 71,
      author: expert,
      at: "2026-03-02T10:04:00Z",
      state: "COMMENTED",
      body: "**1 critical**, 1 medium and 1 low finding. The report below has the whole picture.",
      commitSha: headSha,
    },
    { kind: "comment", sticky: true, comment: aComment(3, expert, report, { editedAt: "2026-03-02T10:08:00Z" }) },
    {
      kind: "comment",
      sticky: false,
      comment: aComment(4, mara, "/expert help", { reactions: [{ emoji: "👀", count: 1, by: [expert.login] }] }),
    },
    { kind: "comment", sticky: false, comment: aComment(5, expert, "A stale answer", { minimized: "OUTDATED" }) },
    { kind: "event", actor: mara, at: "2026-03-02T10:09:00Z", what: "marked this as ready for review" },
  ],
  threads: [
    aThread({
      id: 10,
      startLine: 21,
      line: 23,
      originalStartLine: 21,
      originalLine: 23,
      diffHunk: ordersPatch.split("\n").slice(0, 17).join("\n"),
      comments: [
        aComment(10, expert, suggestionBody),
        aComment(11, mara, "Good catch, taken.", { reactions: [{ emoji: "👍", count: 1, by: [expert.login] }] }),
      ],
    }),
    aThread({
      id: 12,
      path: "package-lock.json",
      subject: "file",
      line: null,
      originalLine: null,
      diffHunk: "",
      comments: [aComment(12, expert, "`csv-stringify` is in `package.json` and missing here: `npm ci` will refuse.")],
    }),
    aThread({
      id: 14,
      line: null,
      originalLine: 14,
      outdated: true,
      diffHunk: ordersPatch.split("\n").slice(0, 7).join("\n"),
      comments: [aComment(14, expert, "This comparison is fine now.")],
    }),
    aThread({
      id: 16,
      side: "LEFT",
      line: 13,
      originalLine: 13,
      resolved: true,
      diffHunk: ordersPatch.split("\n").slice(0, 6).join("\n"),
      comments: [aComment(16, expert, "Why was this removed?")],
    }),
  ],
  files: [
    { path: "src/routes/orders.ts", oldPath: null, status: "modified", additions: 11, deletions: 1, patch: ordersPatch },
    {
      path: "package-lock.json",
      oldPath: null,
      status: "modified",
      additions: 1,
      deletions: 1,
      patch: '@@ -1,3 +1,3 @@\n {\n-  "version": "1.0.0"\n+  "version": "1.1.0"\n }',
    },
    { path: "src/reports/logo.png", oldPath: null, status: "added", additions: 0, deletions: 0, patch: null },
    { path: "src/lib/format-money.ts", oldPath: "src/money.ts", status: "renamed", additions: 0, deletions: 0, patch: null },
  ],
  checks: [
    {
      id: 500,
      name: "Backend Expert",
      app: "backend-expert",
      headSha,
      status: "completed",
      conclusion: "failure",
      startedAt: "2026-03-02T10:03:10Z",
      completedAt: "2026-03-02T10:03:11.400Z",
      title: "1 critical finding blocks",
      summary:
        "Reviewed **7 of 8** files at `9f2c41d`.\n\n| Files | Reviewed | Skipped | Failed |\n| ---: | ---: | ---: | ---: |\n| 8 | 7 | 1 | 0 |\n\n| Skipped | Why |\n| --- | --- |\n| `src/reports/logo.png` | binary |",
      text: "### Security review\n\nChecked: injection, path traversal, authentication of changed routes.\n\n> [!CAUTION]\n> One path from a request to the database.",
      annotations: [
        {
          path: "src/routes/orders.ts",
          startLine: 21,
          endLine: 23,
          level: "failure",
          title: "Text from the request becomes part of an SQL statement",
          message: "request.query.term reaches $queryRawUnsafe.",
        },
        {
          path: "src/routes/orders.ts",
          startLine: 19,
          endLine: 19,
          level: "warning",
          title: "A rejected promise is never answered",
          message: "Express 4 does not wait for the promise.\nUse asyncHandler as its siblings do.",
        },
        { path: "src/app.ts", startLine: 8, endLine: 8, level: "notice", title: null, message: "The new route is mounted here." },
      ],
      actions: [{ label: "Review again", description: "Run the review of this head once more", identifier: "review" }],
    },
    {
      id: 501,
      name: "ci / test",
      app: "ci",
      headSha,
      status: "in_progress",
      conclusion: null,
      startedAt: "2026-03-02T10:03:10Z",
      completedAt: null,
      title: null,
      summary: null,
      text: null,
      annotations: [],
      actions: [],
    },
  ],
}

export const index: IndexView = {
  paths: { index: "/", version: "/version" },
  version: 41,
  now: pullRequest.now,
  repositories: [
    {
      owner: "acme",
      name: "orders-service",
      description: "Takes and ships orders",
      pullRequests: [
        {
          number: 7,
          title: pullRequest.title,
          state: "open",
          author: mara,
          createdAt: pullRequest.createdAt,
          headLabel: "order-search",
          baseLabel: "main",
          comments: 9,
          checks: pullRequest.checks,
          path: pullRequest.paths.conversation,
        },
        {
          number: 5,
          title: "Rename money helpers",
          state: "merged",
          author: mara,
          createdAt: "2026-02-20T10:02:00Z",
          headLabel: "money",
          baseLabel: "main",
          comments: 0,
          checks: [],
          path: "/acme/orders/pull/5",
        },
      ],
    },
    { owner: "acme", name: "billing", description: "", pullRequests: [] },
  ],
}
