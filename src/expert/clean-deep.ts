import type { Clean } from "./shown-head.ts"

/** Takes a value made of objects, lists and texts, returns it with every text cleaned; keys are ours and stay. */
export async function cleanDeep(value: unknown, clean: Clean): Promise<unknown> {
  if (typeof value === "string") return value === "" ? value : clean(value)
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const each of value) items.push(await cleanDeep(each, clean))
    return items
  }
  if (value === null || typeof value !== "object") return value
  const entries: [string, unknown][] = []
  for (const [key, each] of Object.entries(value)) entries.push([key, await cleanDeep(each, clean)])
  return Object.fromEntries(entries)
}
