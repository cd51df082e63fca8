export default defineConfig({
  test: {
    coverage: {
      // ok: no-lowered-coverage
      thresholds: { lines: 85, branches: 75 },
    },
  },
})
