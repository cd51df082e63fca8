import { createColors } from "picocolors"

export type Colors = ReturnType<typeof createColors>

/** The world outside a command: where it writes and what it is told. Tests hand in their own. */
export interface Terminal {
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The part of `process.stdout` that is used here. */
export interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string, done: (error?: Error | null) => void): boolean
}

// Longer lines of prose are hard to read on a wide screen.
const widest = 120
// Below this the terminal's own wrapping is as good as ours.
const narrowest = 60
/** For pipes and files. */
export const widthWithoutTerminal = 100

/** Colours for a stream: FORCE_COLOR decides, then NO_COLOR (no-color.org), then whether it is a terminal that can. */
export function chooseColors(stream: OutputStream, env: Terminal["env"]): Colors {
  const forced = env["FORCE_COLOR"]
  if (forced !== undefined) return createColors(forced !== "0" && forced !== "false")
  if (env["NO_COLOR"]) return createColors(false)
  return createColors(stream.isTTY === true && env["TERM"] !== "dumb")
}

/** Cells of a line to write to this stream. */
export function chooseWidth(stream: OutputStream): number {
  const columns = stream.isTTY === true ? (stream.columns ?? 0) : widthWithoutTerminal
  // A terminal that does not know its size says 0.
  return Math.min(Math.max(columns || widthWithoutTerminal, narrowest), widest)
}

/** Writes all of a text and waits until it is out. Contract: a reader that has gone (`| head`) is no error. */
export function writeText(stream: OutputStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(error)
      else resolve()
    })
  })
}
