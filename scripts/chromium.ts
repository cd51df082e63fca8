import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]

// Headless in a container: no sandbox of its own, and nothing that asks the outside world by itself.
const launchFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** Where a Chromium is, or `null`: CHROMIUM_PATH first, then where distributions put it. */
export function findChromium(): string | null {
  return [process.env["CHROMIUM_PATH"], ...usualPaths].find((path) => path !== undefined && existsSync(path)) ?? null
}

/** Starts a headless Chromium; throws with what to do when there is none. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (executablePath === null)
    throw new Error("No Chromium found: install one (on Debian: apt install chromium) or set CHROMIUM_PATH to it.")
  return chromium.launch({ executablePath, headless: true, args: launchFlags })
}
