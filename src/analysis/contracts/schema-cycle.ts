import { allGraphqlTypes } from "./graphql-schema.ts"
import type { Project } from "../source/project.ts"

/** Types that lead back to themselves, `["Author", "posts", "Post", "author"]`: the way a query can be nested without end; `null` when there is none. */
export function cycleOf(project: Project): readonly string[] | null {
  return project.once("cycle of the schema", () => {
    const types = allGraphqlTypes(project)
    const done = new Set<string>()
    for (const [start, { kind }] of types) {
      if (kind !== "output" || done.has(start) || /^(?:Query|Mutation|Subscription)$/.test(start)) continue
      const way = search(start)
      if (way) return way
      done.add(start)
    }
    return null

    function search(start: string): string[] | null {
      const seen = new Set([start])
      const waiting: { readonly name: string; readonly way: string[] }[] = [{ name: start, way: [start] }]
      for (const { name, way } of waiting)
        for (const [field, { type }] of types.get(name)?.fields ?? []) {
          const target = type.replace(/[[\]!]/g, "")
          if (target === start) return [...way, field]
          if (seen.has(target) || types.get(target)?.kind !== "output") continue
          seen.add(target)
          waiting.push({ name: target, way: [...way, field, target] })
        }
      return null
    }
  })
}
