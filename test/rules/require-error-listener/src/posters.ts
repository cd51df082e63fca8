import { spawn } from "node:child_process"
import { once } from "node:events"

export async function extractPoster(input: string, output: string) {
  // ok: require-error-listener
  const child = spawn("ffmpeg", ["-i", input, "-frames:v", "1", output])
  const [code] = await once(child, "close")
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}

export function extractSound(input: string, output: string) {
  // ruleid: require-error-listener
  const converter = spawn("ffmpeg", ["-i", input, "-vn", output])
  return new Promise((resolve) => converter.on("close", resolve))
}
