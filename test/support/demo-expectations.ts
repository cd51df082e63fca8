import type { Section } from "../../src/model/finding.ts"

/** A defect that was built into the demo pull request, told without naming any rule. */
export interface ExpectedFinding {
  readonly path: string
  /** The finding's lines include one that contains one of these texts; each stands in the head's file, or was deleted. */
  readonly lineContains: readonly string[]
  /** The section it belongs to first of all. */
  readonly section: Section
  readonly what: string
}

/** What a senior reviewer would say about `examples/orders-service-pull-request`. */
export const demoExpectations: readonly ExpectedFinding[] = [
  {
    path: "src/routes/order-search.ts",
    lineContains: ["database.$queryRawUnsafe", "WHERE c.name ILIKE '%${term}%'"],
    section: "security",
    what: "the search term becomes part of an SQL statement",
  },
  {
    path: "src/routes/exports.ts",
    lineContains: ['readFile(file, "utf8")', "path.join(exportDirectory, String(request.params.file))"],
    section: "security",
    what: "the file name of the request leads out of the export directory",
  },
  {
    path: "src/routes/exports.ts",
    lineContains: ["message, stack } })"],
    section: "security",
    what: "message and stack of any error are sent to the caller",
  },
  {
    path: "src/services/order-exports.ts",
    lineContains: ["const signingSecret ="],
    section: "security",
    what: "the signing secret has a fallback that everybody can read",
  },
  {
    path: "Dockerfile",
    lineContains: ["USER node", "FROM node:latest", 'CMD ["node", "dist/server.js"]'],
    section: "security",
    what: "the container runs as root",
  },
  {
    path: "src/services/order-exports.ts",
    lineContains: ["database.order.findMany({"],
    section: "performance",
    what: "all orders of a period are loaded at once, without a limit",
  },
  {
    path: "src/services/order-exports.ts",
    lineContains: ["await database.customer.findUnique("],
    section: "performance",
    what: "one query per order inside a loop",
  },
  {
    path: "src/routes/order-search.ts",
    lineContains: ['router.get("/", async (request, response) => {'],
    section: "reliability",
    what: "an async handler without the wrapper its siblings use: a rejection is never answered",
  },
  {
    path: "src/services/order-exports.ts",
    lineContains: ["} catch {}"],
    section: "reliability",
    what: "a failed notification disappears without a trace",
  },
  {
    path: "test/order-search.test.ts",
    lineContains: ["describe.only("],
    section: "testing",
    what: "a focused suite switches the other tests of the file off",
  },
  {
    path: "src/routes/exports.ts",
    lineContains: ["export function exportsRouter", "router.post(", "router.get(", '"/:file",'],
    section: "testing",
    what: "the export routes have no test",
  },
  {
    path: "src/services/order-exports.ts",
    lineContains: ["process.env.EXPORT_SIGNING_SECRET", "process.env.ACCOUNTING_WEBHOOK_URL"],
    section: "maintainability",
    what: "settings are read that .env.example does not name",
  },
  {
    path: "package.json",
    lineContains: ['"csv-stringify"'],
    section: "maintainability",
    what: "a new dependency is missing in the lockfile",
  },
  {
    path: "Dockerfile",
    lineContains: ["FROM node:latest"],
    section: "maintainability",
    what: "the base image is not pinned any more",
  },
]

/** Changed files that are fine: a comment on one of them is noise. */
export const demoQuietPaths: readonly string[] = [
  ".env.example",
  ".gitignore",
  "README.md",
  "src/app.ts",
  "src/schemas/orders.ts",
  "src/services/order-rows.ts",
]
