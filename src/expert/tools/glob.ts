import { z } from "zod"
import { kindOf } from "./find-entry.ts"
import { parseGlob } from "./glob-pattern.ts"
import { parseInput } from "./tool.ts"
import type { Tool } from "./tool.ts"

const mostPaths = 200

const schema = z.strictObject({ pattern: z.string().min(1).max(300) })

export const glob: Tool = {
  definition: {
    name: "Glob",
    description: `Lists paths of the repository at the head of the pull request that fit a glob such as "src/**/*.controller.ts" or "package.json" (in any folder). At most ${mostPaths}, in the order of their names, with the number of all.`,
    inputSchema: {
      type: "object",
      properties: { pattern: { type: "string", description: "With **, *, ?, [ab] and {a,b}." } },
      required: ["pattern"],
      additionalProperties: false,
    },
  },
  async run(input, { head, clean }) {
    const { pattern } = parseInput(schema, input)
    const fits = parseGlob(pattern)
    const found = [...head.entries.values()].filter(({ path }) => fits(path)).toSorted((a, b) => (a.path < b.path ? -1 : 1))
    const paths: string[] = []
    for (const entry of found.slice(0, mostPaths)) {
      const kind = kindOf(entry)
      paths.push(`${await clean(entry.path)}${kind === "file" ? "" : ` (${kind}, cannot be read)`}`)
    }
    return { paths, total: found.length, isCut: found.length > paths.length }
  },
}
