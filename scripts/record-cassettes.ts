import { spawnSync } from "node:child_process"
import { listCassettes, readCassette } from "../test/support/cassettes/cassette.ts"
import { questionsId } from "../test/support/cassettes/questions-id.ts"

/**
 * Records the replies of the scripted model again when the prompts, schemas or tools are not those they were recorded with, and says so; with `onlyCheck` says it only. What a real
 * model answered is never asked for from here, because that costs money.
 * @returns false when they were, or are, out of date
 */
export async function keepCassettes(root: string, { onlyCheck }: { readonly onlyCheck: boolean }): Promise<boolean> {
  const folder = `${root}bench/cassettes`
  const stale = listCassettes(folder).flatMap((name) => {
    const cassette = readCassette(folder, name)
    return cassette === null || cassette.questions === questionsId() ? [] : [cassette]
  })
  if (stale.length === 0) return true
  const what = `${stale.length} cassettes of bench/cassettes were recorded with other prompts`
  if (onlyCheck) {
    process.stderr.write(`${what}: run npm run generate\n`)
    return false
  }
  if (stale.some(({ answeredBy }) => answeredBy !== "scripted")) {
    process.stderr.write(`${what}, by a real model: record them with npm run eval -- --record-usd (bench/README.md)\n`)
    return false
  }
  process.stdout.write(`${what}: recording them again with the scripted model\n`)
  const { status } = spawnSync("npm", ["run", "-s", "cassettes"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] })
  if (status !== 0) throw new Error("npm run cassettes failed")
  return false
}
