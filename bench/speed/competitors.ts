import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import type { Program } from "./measure.ts"

// Pinned, so that a ratio means the same next year. They are no dependencies of ours: nothing but this bench needs them.
const packages = [
  "eslint@10.15.0",
  "eslint-plugin-security@4.1.0",
  "eslint-plugin-n@18.5.0",
  "eslint-plugin-promise@7.3.0",
  "@typescript-eslint/parser@8.73.0",
  "typescript@5.9.3",
  "oxlint@1.94.0",
]

const files = `files: ["**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}"], languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } }, linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" }`
const securityConfig = `import security from "eslint-plugin-security"
import parser from "@typescript-eslint/parser"
export default [{ ${files}, plugins: { security }, rules: security.configs.recommended.rules }]
`
const fullConfig = `import security from "eslint-plugin-security"
import n from "eslint-plugin-n"
import promise from "eslint-plugin-promise"
import parser from "@typescript-eslint/parser"
export default [{ ${files}, plugins: { security, n, promise }, rules: {
  ...security.configs.recommended.rules, ...promise.configs["flat/recommended"].rules,
  "n/no-process-exit": "warn", "n/handle-callback-err": "warn", "n/no-deprecated-api": "warn", "n/no-path-concat": "warn",
  "no-await-in-loop": "warn", "require-atomic-updates": "warn", "no-eval": "warn", "no-implied-eval": "warn", "no-new-func": "warn" } }]
`

export interface Competitor {
  readonly name: string
  readonly program: Program
}

/** Installs the tools into a folder with npm, once. @throws when npm cannot */
export function installCompetitors(folder: string): void {
  if (existsSync(join(folder, "node_modules/eslint/package.json"))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "speed", private: true, type: "module" }))
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...packages], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  })
}

/** The tools over the sources in `subject`, a folder inside the one they were installed into; none of them reads a configuration of the subject. */
export function competitorsFor(folder: string, subject: string): Competitor[] {
  const eslint = (name: string, config: string): Competitor => {
    const path = join(folder, `${name.replace(/\W+/g, "-")}.config.js`)
    writeFileSync(path, config)
    return {
      name,
      program: {
        command: process.execPath,
        words: [join(folder, "node_modules/eslint/bin/eslint.js"), "--config", path, "--no-warn-ignored", "--format", "json", subject],
        cwd: folder,
        environment: { NODE_OPTIONS: "--max-old-space-size=4096" },
      },
    }
  }
  const rules = ["no-eval", "no-await-in-loop", "promise/catch-or-return", "no-script-url", "no-new-func", "node/handle-callback-err"]
  return [
    eslint("ESLint + security", securityConfig),
    eslint("ESLint + security, n, promise, core", fullConfig),
    {
      name: "oxlint",
      program: {
        command: process.execPath,
        words: [
          join(folder, "node_modules/oxlint/bin/oxlint"),
          "--disable-nested-config",
          ...rules.flatMap((rule) => ["-W", rule]),
          "--promise-plugin",
          "--node-plugin",
          "--format",
          "json",
          "--no-ignore",
          subject,
        ],
        cwd: folder,
      },
    },
  ]
}
