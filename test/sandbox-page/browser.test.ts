import { mkdtemp, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { findChromium } from "../../scripts/chromium.ts"
import { takeScreenshots } from "../../scripts/screenshot.ts"
import { renderChecks } from "../../src/sandbox/page/render-checks.ts"
import { renderConversation } from "../../src/sandbox/page/render-conversation.ts"
import { renderFiles } from "../../src/sandbox/page/render-files.ts"
import { renderIndex } from "../../src/sandbox/page/render-index.ts"
import type { PullRequestView } from "../../src/sandbox/page/view.ts"
import { withPage } from "./browser.ts"
import { aComment, index, pullRequest } from "./fixture.ts"

const { paths } = pullRequest

function answerFor(view: PullRequestView, version: () => number = () => view.version): (path: string) => string | null {
  const pages: Record<string, () => string> = {
    [paths.index]: () => renderIndex(index),
    [paths.conversation]: () => renderConversation({ ...view, version: version() }),
    [paths.files]: () => renderFiles(view),
    [paths.checks]: () => renderChecks(view),
    [paths.version]: () => String(version()),
    "/version": () => String(version()),
  }
  return (path) => pages[path]?.() ?? null
}

describe.skipIf(findChromium() === null)("the pages in a browser (skipped without Chromium: install it or set CHROMIUM_PATH)", () => {
  const looks = [
    { colorScheme: "light", width: 1280 },
    { colorScheme: "dark", width: 1280 },
    { colorScheme: "light", width: 390 },
  ] as const

  test.each(looks)("are calm, complete and never wider than the screen in $colorScheme at $width", async (look) => {
    await withPage(answerFor(pullRequest), look, async ({ page, origin, complaints, outside }) => {
      for (const path of [paths.index, paths.conversation, paths.files, paths.checks]) {
        await page.goto(origin + path)
        expect(await page.locator("h1").isVisible(), path).toBe(true)
        expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), path).toBe(0)
      }
      expect(complaints).toEqual([])
      expect(outside).toEqual([])
    })
  })

  test("lead from the index to the review, its suggestion and its check", async () => {
    await withPage(answerFor(pullRequest), {}, async ({ page, origin }) => {
      await page.goto(origin)
      await page.getByRole("link", { name: "Order search and CSV export" }).click()
      expect(await page.getByText("report, edited in place").isVisible()).toBe(true)
      expect(await page.getByText("backend-expert report").count()).toBe(0)
      await page.getByRole("link", { name: "View in diff" }).first().click()
      const suggestion = page.locator("#thread-10 .suggestion")
      expect(await suggestion.locator("tr.deleted").count()).toBe(3)
      expect(await suggestion.locator("tr.added").count()).toBe(2)
      expect(await page.locator("#thread-10").isVisible()).toBe(true)
      await page.getByRole("link", { name: /^\S* ?Checks/ }).click()
      expect(await page.getByRole("button", { name: "Review again" }).isVisible()).toBe(true)
      expect(await page.getByRole("heading", { name: "1 critical finding blocks" }).isVisible()).toBe(true)
    })
  })

  test("follow the sandbox: a new version appears by itself", async () => {
    let version = pullRequest.version
    const later = { ...pullRequest, description: aComment(1, pullRequest.author, "Rewritten meanwhile") }
    await withPage(
      (path) => answerFor(version === pullRequest.version ? pullRequest : later, () => version)(path),
      {},
      async ({ page, origin }) => {
        await page.goto(origin + paths.conversation)
        expect(await page.getByText("Rewritten meanwhile").count()).toBe(0)
        version++
        await page.getByText("Rewritten meanwhile").waitFor()
      },
    )
  })

  test("run nothing that a pull request brings", async () => {
    const attack = `<script>document.title="taken"</script><img src="https://example.org/x.png" onerror="document.title='taken'">`
    const hostile = {
      ...pullRequest,
      title: attack,
      description: aComment(
        1,
        pullRequest.author,
        `${attack}\n\n![x](https://example.org/y.png)\n\n<details><summary>${attack}</summary>\n${attack}\n</details>`,
      ),
    }
    await withPage(answerFor(hostile), {}, async ({ page, origin, complaints, outside }) => {
      await page.goto(origin + paths.conversation)
      expect(await page.locator("h1").innerText()).toContain("<script>")
      expect(await page.title()).not.toBe("taken")
      expect(complaints).toEqual([])
      expect(outside).toEqual([])
    })
  })

  test("are photographed for the README, small enough for a repository", async () => {
    const directory = await mkdtemp(join(tmpdir(), "screenshots-"))
    try {
      await withPage(answerFor(pullRequest), {}, async ({ origin }) => {
        const written = await takeScreenshots({ url: origin + paths.conversation, directory })
        expect(written.map((path) => path.slice(directory.length + 1))).toEqual([
          "conversation.png",
          "comment.png",
          "files.png",
          "checks.png",
        ])
        for (const path of written) expect((await stat(path)).size).toBeLessThan(300_000)
      })
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})
