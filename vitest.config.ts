import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import type { Plugin } from "vitest/config"

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Gives `other` to everybody who asks for a module by this name but to `other` itself, which builds on it. */
function replace(module: RegExp, other: string): Plugin {
  return {
    name: `replace ${module.source}`,
    enforce: "pre",
    resolveId: (name, importer) => (module.test(name) && importer !== other ? other : null),
  }
}

const databasesFromCopy = replace(/^@electric-sql\/pglite$/, path("test/support/embedded-database/prepared-pglite.ts"))
const bundledChildren = replace(/^\.\.\/jail\/fork-jailed\.ts$/, path("test/support/child-programs/bundled-jail.ts"))
const prepareCluster = path("test/support/embedded-database/prepare-cluster.ts")
const bundleChildren = path("test/support/child-programs/bundle-children.ts")

// Each of these files has a process of its own: they open databases, change the environment, or start programs, each of which copies the
// memory map of a process that holds all the rules.
const apart = [
  "test/analysis-process/pack-diff.test.ts",
  "test/checkout/**/*.test.ts",
  "test/cli/**/*.test.ts",
  "test/jobs/**/*.test.ts",
  "test/packaging/**/*.test.ts",
  "test/publish/sandbox.test.ts",
  "test/queue/**/*.test.ts",
  "test/sandbox/**/*.test.ts",
  "test/sandbox-page/**/*.test.ts",
  "test/server/**/*.test.ts",
  "test/store/**/*.test.ts",
]
// These start dozens of processes that analyse or ask a model; `apart` starts them from their sources.
const stories = [
  "test/analysis-process/{answers,fact-store,fuzz,open-analyst}.test.ts",
  "test/expert-process/**/*.test.ts",
  "test/replay/**/*.test.ts",
  "test/stories/**/*.test.ts",
]

export default defineConfig({
  plugins: [databasesFromCopy],
  test: {
    setupFiles: ["test/setup.ts"],
    // No test runs long enough to win back what optimising the code of PostgreSQL costs, nor the memory that every start of a git copies.
    execArgv: ["--liftoff-only"],
    // PGlite's first open and a git server take seconds on a small shared machine; a hang is still caught.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "apart", include: apart, globalSetup: [prepareCluster] } },
      {
        extends: true,
        plugins: [bundledChildren],
        test: { name: "stories", include: stories, globalSetup: [prepareCluster, bundleChildren] },
      },
      {
        extends: true,
        test: {
          name: "together",
          include: ["test/**/*.test.ts"],
          // What rules are tried on is read, never run.
          exclude: [...apart, ...stories, "test/rules/**"],
          // Two processes for all these files: reading the rules once for each file took half of the time.
          isolate: false,
        },
      },
    ],
  },
})
