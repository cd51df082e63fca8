// Pictures of a pull request as the sandbox shows it, for the README: node scripts/screenshot.ts ADDRESS [DIRECTORY]
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { launchChromium } from "./chromium.ts"

const tabs = [
  ["conversation", "Conversation"],
  ["files", "Files changed"],
  ["checks", "Checks"],
] as const

// A picture in a README is looked at, not scrolled; this also keeps each file below 300 KB.
const size = { width: 1200, maxHeight: 1500 }

export interface ScreenshotOptions {
  /** Address of any tab of a pull request on a running sandbox. */
  readonly url: string
  /** Is created when missing; files of the same name are replaced. */
  readonly directory: string
  readonly colorScheme?: "light" | "dark"
}

/**
 * Writes conversation.png, files.png, checks.png and, when there is a review thread, comment.png; returns their paths.
 * Throws when a tab is not there.
 */
export async function takeScreenshots({ url, directory, colorScheme = "light" }: ScreenshotOptions): Promise<string[]> {
  await mkdir(directory, { recursive: true })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ colorScheme, viewport: { width: size.width, height: 900 } })
    await page.goto(url)
    const written: string[] = []
    for (const [name, words] of tabs) {
      await page.locator("nav.tabs a", { hasText: words }).click()
      await page.locator("nav.tabs a[aria-current]", { hasText: words }).waitFor()
      await page.mouse.move(0, 0)
      const box = await page.locator("body").boundingBox()
      const height = Math.min(size.maxHeight, Math.ceil(box?.height ?? size.maxHeight))
      const path = join(directory, `${name}.png`)
      await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: size.width, height } })
      written.push(path)
      if (name === "conversation") written.push(...(await takeComment(page, directory)))
    }
    return written
  } finally {
    await browser.close()
  }
}

// One comment at full size: the first with a suggested change, else the first.
async function takeComment(page: Page, directory: string): Promise<string[]> {
  const threads = page.locator(".review > .thread")
  const suggesting = threads.filter({ has: page.locator(".suggestion") })
  const thread = (await suggesting.count()) > 0 ? suggesting.first() : threads.first()
  if ((await thread.count()) === 0) return []
  const path = join(directory, "comment.png")
  await thread.screenshot({ path })
  return [path]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url, directory = "docs/images"] = process.argv.slice(2)
  if (url === undefined) {
    console.error("Say which page: node scripts/screenshot.ts http://127.0.0.1:4000/acme/orders-service/pull/1 [DIRECTORY]")
    process.exitCode = 2
  } else {
    for (const path of await takeScreenshots({ url, directory })) console.log(path)
  }
}
