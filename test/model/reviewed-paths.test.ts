import { expect, test } from "vitest"
import { createPathFilter, instructionsFor } from "../../src/model/reviewed-paths.ts"

test("leaves ignored paths out, and those that are not included, and says which", () => {
  const excludes = createPathFilter({ ignore: ["**/legacy/**"], include: ["services/**"] })
  expect(["services/a.ts", "services/.env", "services/legacy/a.ts", "web/a.ts"].map(excludes)).toEqual([
    null,
    null,
    "ignored by the repository's settings",
    "not among the paths that the repository's settings include",
  ])
})

test("tells the expert what counts for the paths of a change, and nothing else", () => {
  const instructions = [
    { paths: ["src/api/**"], text: "Partners call this." },
    { paths: ["migrations/**", "src/db/**"], text: "Tables are large." },
  ]
  expect(instructionsFor({ instructions }, ["src/api/orders.ts", "README.md"])).toEqual(["Partners call this."])
  expect(instructionsFor({ instructions }, ["README.md"])).toEqual([])
})
