export default [
  {
    rules: {
      "no-await-in-loop": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "no-console": "off",
    },
  },
]
