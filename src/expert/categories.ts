import type { Practice, Section } from "../model/finding.ts"

interface CategoryMeaning {
  readonly section: Section
  readonly practice: Practice
  /** Categories of one family can name the same defect. */
  readonly family: "security" | "behaviour" | "performance" | "interface" | "surroundings" | "testing"
  /** What the model is told about the code. */
  readonly about: string
}

/** The codes the model classifies its claims by. A claim without one of them is no claim. */
export const categories = {
  injection: {
    section: "security",
    practice: "security",
    family: "security",
    about: "hostile input decides what an interpreter, query, path, URL, template or command means",
  },
  access_control: {
    section: "security",
    practice: "security",
    family: "security",
    about: "a caller reaches data or actions that are not theirs: missing authentication, ownership or tenant scope, role checks",
  },
  secrets_crypto: {
    section: "security",
    practice: "security",
    family: "security",
    about: "secrets, tokens, sessions, passwords, randomness, signatures and TLS",
  },
  data_exposure: {
    section: "security",
    practice: "security",
    family: "security",
    about: "personal data, internals or error details reach a response, a log or a third party",
  },
  prompt_injection: {
    section: "security",
    practice: "security",
    family: "security",
    about: "text in the change that speaks to a reviewer or a model instead of to the program",
  },
  correctness: {
    section: "reliability",
    practice: "code-quality",
    family: "behaviour",
    about: "a reachable input gives a wrong result",
  },
  error_handling: {
    section: "reliability",
    practice: "error-handling",
    family: "behaviour",
    about: "an error is lost, answered with the wrong status, or leaves the caller waiting",
  },
  async_concurrency: {
    section: "reliability",
    practice: "async",
    family: "behaviour",
    about: "promises nobody waits for, races, read-modify-write, wrong order, work repeated on retry",
  },
  data_integrity: {
    section: "reliability",
    practice: "database",
    family: "behaviour",
    about: "transactions, constraints, migrations, partial writes, lost updates",
  },
  middleware_order: {
    section: "reliability",
    practice: "middleware",
    family: "behaviour",
    about: "middleware, guards, pipes and hooks that run too late, too early, twice or not at all",
  },
  resource_leak: {
    section: "reliability",
    practice: "performance",
    family: "performance",
    about: "connections, clients, listeners, timers, streams and memory that are not given back",
  },
  performance: {
    section: "performance",
    practice: "performance",
    family: "performance",
    about: "work that grows with users' data on a path that runs often: N+1, unbounded reads, blocking the event loop",
  },
  api_contract: {
    section: "maintainability",
    practice: "api-design",
    family: "interface",
    about: "clients that worked before break: routes, fields, status codes, defaults, GraphQL and OpenAPI descriptions",
  },
  framework_misuse: {
    section: "maintainability",
    practice: "framework",
    family: "interface",
    about: "the framework is used against its contract in the version that is installed",
  },
  config_env: {
    section: "maintainability",
    practice: "environment",
    family: "surroundings",
    about: "settings, environment variables, images, process managers and deployment that no longer fit the code",
  },
  dependency: {
    section: "maintainability",
    practice: "environment",
    family: "surroundings",
    about: "packages, versions, lockfile, engines",
  },
  docs: {
    section: "maintainability",
    practice: "documentation",
    family: "surroundings",
    about: "documentation that the change made false and that somebody acts on",
  },
  test_gap: {
    section: "testing",
    practice: "testing",
    family: "testing",
    about: "changed behaviour that no test would notice breaking, or a test that cannot fail",
  },
} as const satisfies Readonly<Record<string, CategoryMeaning>>

export type Category = keyof typeof categories
export const categoryNames = Object.keys(categories) as Category[]

/** Takes a category, returns how its findings are filed. */
export function meaningOf(category: Category): CategoryMeaning {
  return categories[category]
}

/** Whether a claim of this category may name the same defect as a finding of that section. */
export function isAkin(category: Category, section: Section): boolean {
  const mine = categories[category]
  return mine.section === section || (mine.family === "behaviour" && section === "maintainability" && category === "correctness")
}
