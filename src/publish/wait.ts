import { setTimeout } from "node:timers/promises"

/** Resolves after `milliseconds`; at once for zero. */
export async function waitFor(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds)
}
