import { spawnSync } from "node:child_process"
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"

const root = join(import.meta.dirname, "..")
const { forbidden } = createRequire(import.meta.url)("../.dependency-cruiser.cjs") as { forbidden: readonly { readonly name: string }[] }

/** One violation of each rule: a file and what it imports that it must not. */
const planted: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  "model-knows-nobody": ["src/model/noun.ts", "../report/words.ts"],
  "hygiene-knows-only-the-nouns": ["src/hygiene/redactor.ts", "../report/words.ts"],
  "pure-stages-meet-in-jobs": ["src/report/words.ts", "../analysis/engine.ts"],
  "edges-meet-in-main": ["src/checkout/git.ts", "../publish/writer.ts"],
  "the-queue-stands-on-the-store": ["src/queue/queue.ts", "../github/door.ts"],
  "the-analysis-runs-apart": ["src/analysis-process/child.ts", "../report/words.ts"],
  "the-model-is-asked-apart": ["src/expert-process/child.ts", "../report/words.ts"],
  "the-jail-knows-nobody": ["src/jail/fork.ts", "../model/noun.ts"],
  "publish-writes-through-the-door": ["src/publish/writer.ts", "../store/tables.ts"],
  "webhooks-only-enqueue": ["src/webhook/on-event.ts", "../report/words.ts"],
  "the-server-serves": ["src/server/server.ts", "../report/words.ts"],
  "jobs-order-pure-stages": ["src/jobs/job.ts", "../checkout/git.ts"],
  "the-sandbox-stands-alone": ["src/sandbox/world.ts", "../report/words.ts"],
  "app-only-routes": ["src/app.ts", "./jobs/job.ts"],
  "nobody-imports-the-command-line": ["src/store/tables.ts", "../cli/program.ts"],
  "pure-does-no-io": ["src/analysis/engine.ts", "node:fs"],
  "one-door-to-github": ["src/store/octokit.ts", "@octokit/rest"],
  "one-door-to-processes": ["src/webhook/shell.ts", "node:child_process"],
  "one-door-to-the-database": ["src/publish/database.ts", "pg"],
  "expert-cannot-touch-disk": ["src/expert/reader.ts", "node:fs"],
  "rules-stand-alone": ["src/analysis/rules/no-a.ts", "./no-b.ts"],
  "commands-stand-alone": ["src/commands/review.ts", "./status.ts"],
  "src-ignores-test": ["src/cli/program.ts", "../../test/helper.ts"],
  "no-dev-dependency": ["src/cli/tested.ts", "vitest"],
  "no-unresolved": ["src/cli/lost.ts", "./nowhere.ts"],
  "no-cycle": ["src/cli/left.ts", "./right.ts"],
  "no-orphan": ["src/cli/alone.ts", ""],
}
const others: Readonly<Record<string, string>> = {
  "src/analysis/rules/no-b.ts": "",
  "src/commands/status.ts": "",
  "src/github/door.ts": "",
  "src/cli/right.ts": "./left.ts",
  "test/helper.ts": "",
}
// Its package comes with the model; until then nothing can be planted.
const withoutPackage = "one-door-to-claude"

let directory: string
let output: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "boundaries-"))
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"]) await copyFile(join(root, file), join(directory, file))
  await symlink(join(root, "node_modules"), join(directory, "node_modules"))
  const files = [...Object.values(planted), ...Object.entries(others)]
  for (const [file, imports] of files) {
    await mkdir(dirname(join(directory, file)), { recursive: true })
    await writeFile(
      join(directory, file),
      imports === "" ? "export const value = 1\n" : `import * as other from "${imports}"\nexport const value = other\n`,
    )
  }
  const run = spawnSync(process.execPath, [join(root, "scripts/check-boundaries.ts")], { cwd: directory, encoding: "utf8" })
  output = run.stdout + run.stderr
})
afterAll(async () => {
  await rm(directory, { recursive: true, force: true })
})

test.each(forbidden.map(({ name }) => name).filter((name) => name !== withoutPackage))("%s is noticed when it is broken", (name) => {
  expect(output).toMatch(new RegExp(`error ${name}: ${planted[name]?.[0].replaceAll(".", "[.]")}`))
})
