export default defineConfig({
  test: {
    coverage: {
      thresholds: { lines: 85, branches: 70 },
    },
  },
})
