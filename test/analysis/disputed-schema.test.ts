import { expect, test } from "vitest"
import { allGraphqlTypes } from "../../src/analysis/contracts/graphql-schema.ts"
import { readGraphqlArguments } from "../../src/analysis/flow/schema/graphql-schema.ts"
import { resolversOf } from "../../src/analysis/routes/graphql-routes.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const resolvers = { "src/resolvers.js": "export const resolvers = { Query: { orders: (_, { limit }) => list(limit) } }\n" }
const served = { "src/schema.graphql": "type Query { orders(limit: String): [String] }\n" }

function readWith(files: Readonly<Record<string, string>>) {
  const project = createProject(aTree({ ...resolvers, ...files }), new Map())
  const [route] = resolversOf(project)
  return { schema: readGraphqlArguments(project, route!), isDisputed: allGraphqlTypes(project).get("Query")?.isDisputed }
}

test("a schema that says something else beside the one that is served makes nothing harmless", () => {
  expect(readWith(served).schema?.fields?.get("limit")?.lost).toEqual(["shape"])
  expect(readWith({ ...served, "docs/schema.graphql": "type Query { orders(limit: Int): [String] }\n" })).toEqual({
    schema: null,
    isDisputed: true,
  })
  expect(readWith({ ...served, "src/more.graphql": "extend type Query { total: Int }\n" }).isDisputed).toBe(false)
})
