import { neutraliseLine } from "./format/neutralise.ts"
import type { OutputStream } from "./terminal.ts"

export interface Progress {
  /** Replaces the line that says what is being done. */
  show(what: string): void
  /** Removes the line. */
  clear(): void
}

const clearLine = "\r\u001b[2K"

/** One line on stderr that says what is going on; silent unless a person looks at a terminal. */
export function createProgress(stderr: OutputStream): Progress {
  if (stderr.isTTY !== true) return { show: () => {}, clear: () => {} }
  const write = (text: string): void => void stderr.write(text, () => {})
  return {
    show: (what) => write(`${clearLine}${neutraliseLine(what)}…`),
    clear: () => write(clearLine),
  }
}
