import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // What rules are tried on is read, never run.
    exclude: ["test/rules/**"],
    setupFiles: ["test/setup.ts"],
    // PGlite's first open and a git server take seconds on a small shared machine; a hang is still caught.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
