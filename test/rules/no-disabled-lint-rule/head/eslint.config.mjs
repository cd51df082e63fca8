export default [
  {
    rules: {
      // ok: no-disabled-lint-rule
      "no-await-in-loop": "warn",
      // ruleid: no-disabled-lint-rule
      "@typescript-eslint/no-floating-promises": "off",
      // ruleid: no-disabled-lint-rule
      "prefer-const": 0,
      // ok: no-disabled-lint-rule
      "no-console": "off",
      // ok: no-disabled-lint-rule
      "unicorn/no-null": "off",
      // ruleid: no-disabled-lint-rule
      eqeqeq: ["off"],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // ok: no-disabled-lint-rule
      "no-eval": "off",
    },
  },
]
