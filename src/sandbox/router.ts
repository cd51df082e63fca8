import type { Described } from "./contract.ts"
import type { Operation } from "./operation.ts"

export interface Route {
  readonly operation: Operation
  readonly parameters: Readonly<Record<string, string>>
}

/** Takes a method and a path below the API root; returns the operation meant, or `null`. */
export type FindRoute = (method: string, path: string) => Route | null

/** Parameters that hold whole paths or names with slashes. */
const spanning = new Set(["path", "ref", "basehead", "branch"])

/** Takes the operations and what the description says of them; returns the function that finds one by its address. */
export function createRouter(operations: readonly Operation[], described: Readonly<Record<string, Described>>): FindRoute {
  const routes = operations.map((operation) => {
    const entry = described[operation.id]
    if (entry === undefined) throw new Error(`${operation.id} is not in the slice: run scripts/build-openapi-slice.ts`)
    return {
      operation,
      method: entry.method,
      pattern: compilePattern(entry.path),
      literals: entry.path.split("/").filter((segment) => !segment.startsWith("{")).length,
    }
  })
  // The address with more fixed words is the more particular one.
  routes.sort((a, b) => b.literals - a.literals)
  return (method, path) => {
    for (const route of routes) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (match !== null) return { operation: route.operation, parameters: decode(match.groups ?? {}) }
    }
    return null
  }
}

function compilePattern(path: string): RegExp {
  const source = path
    .replace(/[.]/g, "\\.")
    .replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${spanning.has(name) ? (name === "path" ? ".*" : ".+") : "[^/]+"})`)
  return new RegExp(`^${source.replace("/(?<path>.*)", "(?:/(?<path>.*))?")}$`)
}

function decode(groups: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeText(text ?? "")]))
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
