// The README's pictures, taken from the demo: npm run pictures
import { fileURLToPath } from "node:url"
import { openDemoPullRequest } from "../src/cli/demo.ts"
import { awaitReview, openScene } from "../src/cli/scene.ts"
import { takeScreenshots } from "./screenshot.ts"

await using scene = await openScene({ port: 0 })
const pullRequest = await openDemoPullRequest(scene.sandbox)
const reading = await awaitReview(scene.sandbox, pullRequest, new AbortController().signal)
if (reading === null) throw new Error("The demo was not reviewed within three minutes.")
const directory = fileURLToPath(new URL("../docs/images/", import.meta.url))
for (const path of await takeScreenshots({ url: pullRequest.url, directory })) console.log(path)
