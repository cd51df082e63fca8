export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

export interface Connection<Node> {
  readonly nodes: readonly Node[]
  readonly totalCount: number
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

/** Takes all nodes and what part of them is asked for; returns that part. A cursor is the place of a node, in disguise. */
export function connect<Node>(all: readonly Node[], { first, last, after, before }: PageArguments): Connection<Node> {
  let start = after == null ? 0 : readCursor(after) + 1
  let end = before == null ? all.length : readCursor(before)
  if (first != null) end = Math.min(end, start + first)
  if (last != null) start = Math.max(start, end - last)
  const nodes = all.slice(start, end)
  return {
    nodes,
    totalCount: all.length,
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length === 0 ? null : writeCursor(start),
      endCursor: nodes.length === 0 ? null : writeCursor(start + nodes.length - 1),
    },
  }
}

function writeCursor(place: number): string {
  return Buffer.from(`cursor:v2:${place}`).toString("base64")
}

function readCursor(cursor: string): number {
  const place = Number(Buffer.from(cursor, "base64").toString().split(":")[2])
  return Number.isInteger(place) ? place : -1
}
