import type { PullRequestReading } from "../sandbox/reading.ts"
import type { Sandbox, SandboxPullRequest } from "../sandbox/sandbox.ts"
import { exitCode } from "./exit-code.ts"
import { runInterruptibly } from "./interrupt.ts"
import { createNarrator } from "./narrate.ts"
import { awaitReview, openScene } from "./scene.ts"
import { findMissing, summarizeReview } from "./summarize.ts"
import { chooseColors, writeText } from "./terminal.ts"

export interface Play {
  /** Port of the web page; 0 takes any free one. */
  readonly port: number
  /** End when the review is done instead of waiting for Ctrl-C. */
  readonly once: boolean
  readonly title: string
  /** Opens the pull request that is to be reviewed. */
  open(sandbox: Sandbox): Promise<SandboxPullRequest>
  /** What this review lacks beyond being complete, in words. */
  check(reading: PullRequestReading): readonly string[]
}

/** Shows the App reviewing one pull request: tells what happens, sums it up, names the page, and stays unless told otherwise. */
export async function playScene(play: Play): Promise<number> {
  const color = chooseColors(process.stdout, process.env)
  const say = (line: string) => void writeText(process.stdout, `${line}\n`)
  let code: number = exitCode.incomplete
  let shown = false
  const stopped = await runInterruptibly(async (signal) => {
    say(color.bold(play.title))
    say(color.dim("Starting a small GitHub and the App on this machine; nothing leaves it."))
    let sandbox: Sandbox | null = null
    const narrator = createNarrator(
      () => sandbox,
      (line) => say(`  ${line}`),
    )
    await using scene = await openScene({ port: play.port, onActivity: () => narrator.look() })
    sandbox = scene.sandbox
    const pullRequest = await play.open(scene.sandbox)
    say(`Pull request: ${color.underline(pullRequest.url)}`)
    const reading = await awaitReview(scene.sandbox, pullRequest, signal)
    narrator.look()
    const missing =
      reading === null
        ? ["the review did not end within three minutes"]
        : [...findMissing(reading), ...play.check(reading), ...describeViolations(scene.sandbox)]
    if (reading !== null) say(`\n${summarizeReview(reading, color)}`)
    for (const what of missing) say(color.red(`Missing: ${what}`))
    code = missing.length === 0 ? exitCode.reviewed : exitCode.incomplete
    shown = true
    if (play.once) return code
    say(`\nLook at it: ${color.underline(pullRequest.url)}\nCtrl-C ends it.`)
    await untilAborted(signal)
    return code
  })
  // Ending what was shown whole is no failure.
  return shown && !play.once ? exitCode.reviewed : stopped
}

function describeViolations(sandbox: Sandbox): string[] {
  return sandbox.violations().map((violation) => `a request that GitHub does not describe so: ${JSON.stringify(violation)}`)
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // A pending promise alone keeps no process alive.
    const stay = setInterval(() => undefined, 60_000)
    signal.addEventListener("abort", () => (clearInterval(stay), resolve()), { once: true })
  })
}
