import type { TechnologyModel } from "./model.ts"

const QUERIES = ["prepare", "exec", "run", "get", "all", "each", "query", "pragma", "loadExtension"] as const

export const sqlite: TechnologyModel = {
  technology: "SQLite",
  packages: ["better-sqlite3", "sqlite3", "sqlite", "node:sqlite"],
  same: [
    { from: "better-sqlite3.Database()", to: "better-sqlite3()" },
    { from: "better-sqlite3.DatabaseSync()", to: "better-sqlite3()" },
    { from: "better-sqlite3.verbose().Database()", to: "better-sqlite3()" },
    { from: "better-sqlite3.open()", to: "better-sqlite3()" },
    { from: "better-sqlite3.cached.Database()", to: "better-sqlite3()" },
    { from: "better-sqlite3.verbose().cached.Database()", to: "better-sqlite3()" },
    { from: "bun:sqlite.Database()", to: "better-sqlite3()" },
  ],
  sinks: QUERIES.map((method) => ({ call: `better-sqlite3().${method}`, kind: "sql", arguments: [0], needs: "string" })),
  namedSinks: [
    { receiver: /^(?:db|database|sqlite)$/i, method: "prepare", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /^(?:db|database|sqlite)$/i, method: "exec", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /^(?:db|database|sqlite)$/i, method: "each", kind: "sql", arguments: [0], needs: "string" },
    { receiver: /^(?:db|database|sqlite)$/i, method: "all", kind: "sql", arguments: [0], needs: "string" },
  ],
}
