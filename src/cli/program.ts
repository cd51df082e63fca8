import { readFileSync } from "node:fs"
import { Command, CommanderError, InvalidArgumentError, Option } from "commander"
import type { LocalCheckoutRequest } from "../checkout/open-local-checkout.ts"
import { UserError } from "../errors.ts"
import { type Section, sections, type Severity, severities } from "../model/finding.ts"
import { chooseCacheDirectory } from "./cache-directory.ts"
import { exitCode } from "./exit-code.ts"
import { neutralise } from "./format/neutralise.ts"
import { runInterruptibly } from "./interrupt.ts"

import type { Format } from "./review.ts"
import { chooseColors, writeText } from "./terminal.ts"

/**
 * Runs the program `expert`.
 * @param words what stands behind the program's name on the command line
 * @returns the exit code; never throws for anything a user can do
 */
export async function runProgram(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe)
  let code = 0
  const program = defineProgram((result) => (code = result))
  try {
    await program.parseAsync(words, { from: "user" })
    return code
  } catch (error) {
    return await sayError(error)
  }
}

function defineProgram(settle: (code: number) => void): Command {
  const program = new Command("expert")
    .description("Reviews changes of Node.js backends the way a senior backend engineer would. It only reads and reports.")
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "explain a command")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(expert --help explains the commands)")
    .exitOverride()
    .addHelpText("after", programExamples)
  defineReview(program, settle)
  defineSandbox(program, settle)
  defineDemo(program, settle)
  defineServe(program, settle)
  defineConfig(program, settle)
  defineStats(program, settle)
  return program
}

interface ReviewWords {
  readonly repo: string
  readonly base?: string
  readonly head?: string
  readonly staged?: true
  readonly worktree?: true
  readonly format: Format
  readonly output?: string
  readonly sections?: readonly Section[]
  readonly failOn: Severity | "never"
  readonly model: boolean
  readonly cache: boolean
}

function defineReview(program: Command, settle: (code: number) => void): void {
  program
    .command("review")
    .summary("review a local branch, the staged changes or the working tree")
    .description(
      "Reviews what a branch of a local git repository changes. Works offline, without a key and without a configuration, and never writes into the repository.",
    )
    .option("--repo <dir>", "repository to review", ".")
    .option("--base <rev>", "compare with the point where the change left this revision (default: the default branch)")
    .addOption(new Option("--head <rev>", "review this revision (default: HEAD)").conflicts(["staged", "worktree"]))
    .addOption(new Option("--staged", "review what is staged for the next commit").conflicts(["head", "worktree"]))
    .addOption(new Option("--worktree", "review the files as they are, committed or not").conflicts(["head", "staged"]))
    .addOption(
      new Option("--format <format>", "how to print the review").choices(["pretty", "markdown", "json", "sarif"]).default("pretty"),
    )
    .option("--output <file>", "write the review to a file instead of printing it")
    .option("--sections <list>", `only these, separated by commas: ${sections.join(", ")}`, parseSections)
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 when a finding is at least this severe")
        .choices([...severities.filter((severity) => severity !== "nit"), "never"])
        .default("never"),
    )
    .option("--no-model", "use the static analysis alone, even where ANTHROPIC_API_KEY is set")
    .option("--no-cache", "keep nothing for the next review, and use nothing of the last")
    .showHelpAfterError("(expert review --help lists the options, with examples)")
    .addHelpText("after", reviewExamples)
    .action(async (words: ReviewWords) => settle(await runInterruptibly((signal) => review(words, signal))))
}

async function review(words: ReviewWords, signal: AbortSignal): Promise<number> {
  const [{ runReview }, { loadReviewStages }] = await Promise.all([import("./review.ts"), import("./review-stages.ts")])
  // Reading the settings costs as much as a small review; without a key there is nothing to read.
  const hasKey = words.model && (process.env["ANTHROPIC_API_KEY"] ?? "").trim() !== ""
  const model = hasKey ? (await import("../config.ts")).readLocalModel(process.env) : null
  using loaded = await loadReviewStages(words.repo, { cacheDirectory: words.cache ? chooseCacheDirectory(process.env) : null, model })
  const options = {
    checkout: { directory: words.repo, head: chooseHead(words), ...(words.base === undefined ? {} : { base: words.base }) },
    format: words.format,
    output: words.output === undefined || words.output === "-" ? null : words.output,
    sections: words.sections ?? null,
    failOn: words.failOn,
  }
  const terminal = { stdout: process.stdout, stderr: process.stderr, env: process.env }
  const rules = words.format === "sarif" ? await loaded.loadRules() : []
  return await runReview(options, { terminal, stages: loaded.stages, rules, version: readVersion(), signal })
}

function chooseHead(words: ReviewWords): LocalCheckoutRequest["head"] {
  if (words.staged) return { kind: "staged" }
  if (words.worktree) return { kind: "worktree" }
  return { kind: "revision", revision: words.head ?? "HEAD" }
}

function parseSections(list: string): Section[] {
  const names = list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  const unknown = names.find((name) => !sections.includes(name as Section))
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no section "${unknown}". The sections are ${sections.join(", ")}.`)
  if (names.length === 0) throw new InvalidArgumentError(`Name at least one of ${sections.join(", ")}.`)
  return names as Section[]
}

function defineSandbox(program: Command, settle: (code: number) => void): void {
  program
    .command("sandbox")
    .summary("see the App review a local branch as a pull request")
    .description(
      "Opens a local branch as a pull request on a small GitHub on this machine and lets the real App review it. Shows the result as a web page.",
    )
    .option("--repo <dir>", "repository that has both revisions", ".")
    .requiredOption("--base <rev>", "revision that the pull request goes into")
    .requiredOption("--head <rev>", "revision that the pull request brings")
    .option("--port <number>", "port of the web page (default: any free one)", parsePort)
    .option("--once", "end when the review is done, with 0 only if it is complete")
    .action(async (words: { repo: string; base: string; head: string; port?: number; once?: true }) => {
      const { runSandbox } = await import("./sandbox.ts")
      settle(await runSandbox({ ...words, port: words.port ?? 0, once: words.once ?? false }))
    })
}

function defineDemo(program: Command, settle: (code: number) => void): void {
  program
    .command("demo")
    .summary("see a pull request of an example service reviewed, end to end")
    .description(
      "Starts a small GitHub and the real App on this machine, opens a pull request of an example service and shows its review. Needs no key.",
    )
    .option("--port <number>", "port of the web page (default: any free one)", parsePort)
    .option("--once", "end when the review is done, with 0 only if it is complete and finds what it should")
    .action(async (words: { port?: number; once?: true }) => {
      const { runDemo } = await import("./demo.ts")
      settle(await runDemo({ port: words.port ?? 0, once: words.once ?? false }))
    })
}

function defineServe(program: Command, settle: (code: number) => void): void {
  program
    .command("serve")
    .summary("run the GitHub App")
    .description(
      "Runs the GitHub App. Its settings come from the environment; the README lists them. Without credentials it helps to create the App.",
    )
    .action(async () => {
      const { runServe } = await import("./serve.ts")
      settle(await runServe())
    })
}

function defineConfig(program: Command, settle: (code: number) => void): void {
  program
    .command("config")
    .summary("check the settings file of a repository, or start one")
    .description(
      "Checks `.github/expert.yml` and prints its mistakes as file:line: what, or prints a file to start with that explains every setting.",
    )
    .argument("[file]", "settings file to check", ".github/expert.yml")
    .addOption(new Option("--check", "check the file: exit with 2 when it has a mistake").conflicts("init"))
    .addOption(new Option("--init", "print a commented default").conflicts("check"))
    .option("--schema <address>", "with --init: where editors find the schema (default: this package among the repository's dependencies)")
    .addHelpText("after", configExamples)
    .action(async (file: string, words: { check?: true; init?: true; schema?: string }) => {
      if (words.init) {
        const { renderPolicyTemplate } = await import("../model/policy-template.ts")
        await writeText(process.stdout, renderPolicyTemplate(words.schema))
        return settle(exitCode.reviewed)
      }
      if (!words.check) throw new UserError("Say what to do: expert config --check [file], or expert config --init.")
      const { checkSettingsFile } = await import("./settings-file.ts")
      settle(await checkSettingsFile(file, process))
    })
}

function defineStats(program: Command, settle: (code: number) => void): void {
  program
    .command("stats")
    .summary("see which rules people act on")
    .description(
      "Prints what became of the App's comments, rule by rule, from the App's database (DATABASE_URL, or DATA_DIR of an App that is stopped).",
    )
    .addOption(new Option("--format <format>", "how to print it").choices(["table", "json"]).default("table"))
    .option("--repository <owner/name>", "only this repository")
    .action(async (words: { format: "table" | "json"; repository?: string }) => {
      const { runStats } = await import("./stats.ts")
      settle(await runStats({ format: words.format, repository: words.repository ?? null }))
    })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/u.test(text) || port > 65_535) throw new InvalidArgumentError("A port is a number from 0 to 65535.")
  return port
}

// Help and usage errors were printed by commander already, each where it belongs.
async function sayError(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.reviewed : exitCode.usage
  const color = chooseColors(process.stderr, process.env)
  const isUsage = error instanceof UserError
  // Somebody has to mend our own failures, so they come with their stack.
  const text = error instanceof Error ? (isUsage ? error.message : (error.stack ?? error.message)) : String(error)
  await writeText(process.stderr, `${color.red("error")} ${neutralise(text)}\n`)
  return isUsage ? exitCode.usage : exitCode.incomplete
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error
}

function readVersion(): string {
  // The same distance from src/cli and from dist/cli.
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
  return version
}

const programExamples = `
Start here:
  expert demo                        watch a review of an example, nothing to set up
  expert review                      review the branch you are on
  expert help review                 all options of a command, with examples
`

const configExamples = `
Examples:
  expert config --init > .github/expert.yml        start with every setting explained
  expert config --check                            before you push a change of the settings

Exit codes:
  0  no mistakes, or the default was printed
  2  a mistake in the file, or bad usage
`

const reviewExamples = `
Examples:
  expert review                                    this branch against the default branch
  expert review --worktree                         everything not yet committed too
  expert review --staged --fail-on high            before a commit: exit 1 on a serious finding
  expert review --base v1.4.0 --head release       any two revisions
  expert review --sections security,performance    only what matters now
  expert review --format sarif --output expert.sarif
                                                   for an editor or code scanning

Exit codes:
  0  reviewed
  1  a finding at or above --fail-on
  2  bad usage or input
  3  the review is incomplete: a file could not be reviewed, or the review failed
`
