import type { Call } from "./operation.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"

/** Takes all items of a list; returns the page that was asked for with GitHub's `Link` header. Thirty a page, a hundred at most. */
export function replyPage<Item>(call: Call, items: readonly Item[], render: (page: readonly Item[]) => unknown): Reply {
  const perPage = clamp(Number(call.query.get("per_page") ?? 30), 1, 100)
  const page = clamp(Number(call.query.get("page") ?? 1), 1, Number.MAX_SAFE_INTEGER)
  const lastPage = Math.max(1, Math.ceil(items.length / perPage))
  const shown = items.slice((page - 1) * perPage, page * perPage)
  const relations: (readonly [string, number])[] = []
  if (page > 1) relations.push(["prev", Math.min(page - 1, lastPage)])
  if (page < lastPage) relations.push(["next", page + 1], ["last", lastPage])
  if (page > 1) relations.push(["first", 1])
  const link = relations.map(([relation, number]) => `<${addressOf(call, number)}>; rel="${relation}"`).join(", ")
  return reply(200, render(shown), link === "" ? {} : { link })
}

function addressOf(call: Call, page: number): string {
  const query = new URLSearchParams(call.query)
  query.set("page", String(page))
  return `${call.links.api}${call.canonicalPath}?${query.toString()}`
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.floor(value))) : least
}
