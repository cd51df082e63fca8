import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import type { Plugin } from "vitest/config"

const support = (name: string): string => fileURLToPath(new URL(`test/support/${name}`, import.meta.url))

const preparedPglite = support("embedded-database/prepared-pglite.ts")

/** New embedded databases begin with a copy; see the module that is given in place of PGlite. */
const startDatabasesFromCopy: Plugin = {
  name: "start-databases-from-copy",
  enforce: "pre",
  resolveId: (name, importer) => (name === "@electric-sql/pglite" && importer !== preparedPglite ? preparedPglite : null),
}

// Each of these files has a process of its own: they open databases, change the environment, or start programs, each of which copies the
// memory map of a process that holds all the rules.
const apart = [
  "test/analysis-process/**/*.test.ts",
  "test/checkout/**/*.test.ts",
  "test/cli/**/*.test.ts",
  "test/expert-process/**/*.test.ts",
  "test/jobs/**/*.test.ts",
  "test/packaging/**/*.test.ts",
  "test/publish/sandbox.test.ts",
  "test/queue/**/*.test.ts",
  "test/replay/**/*.test.ts",
  "test/sandbox/**/*.test.ts",
  "test/sandbox-page/**/*.test.ts",
  "test/server/**/*.test.ts",
  "test/store/**/*.test.ts",
  "test/stories/**/*.test.ts",
]

export default defineConfig({
  plugins: [startDatabasesFromCopy],
  test: {
    setupFiles: ["test/setup.ts"],
    // No test runs long enough to win back what optimising the code of PostgreSQL costs, nor the memory that every start of a git copies.
    execArgv: ["--liftoff-only"],
    // PGlite's first open and a git server take seconds on a small shared machine; a hang is still caught.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "apart", include: apart, globalSetup: [support("embedded-database/prepare-cluster.ts")] } },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          // What rules are tried on is read, never run.
          exclude: [...apart, "test/rules/**"],
          // Two processes for all these files: reading the rules once for each file took half of the time.
          isolate: false,
        },
      },
    ],
  },
})
