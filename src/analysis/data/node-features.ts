/** What came with which version of Node, for code that runs on the oldest version the project promises. */
export interface NodeFeature {
  /** As a reader knows it. */
  readonly name: string
  readonly since: string
  readonly instead: string
}

/** Globals by name. */
export const globalsSince: Readonly<Record<string, NodeFeature>> = {
  structuredClone: { name: "structuredClone", since: "17.0.0", instead: "`JSON.parse(JSON.stringify(…))` or a library" },
  fetch: { name: "fetch", since: "18.0.0", instead: "`undici`" },
  FormData: { name: "FormData", since: "18.0.0", instead: "`undici`" },
  Headers: { name: "Headers", since: "18.0.0", instead: "`undici`" },
  WebSocket: { name: "WebSocket", since: "22.0.0", instead: "`ws`" },
  CustomEvent: { name: "CustomEvent", since: "19.0.0", instead: "`Event`" },
  navigator: { name: "navigator", since: "21.0.0", instead: "`node:os`" },
}

/** Static members by `Owner.name`; owners are globals. */
export const staticsSince: Readonly<Record<string, NodeFeature>> = {
  "Object.groupBy": { name: "Object.groupBy", since: "21.0.0", instead: "a loop over the list" },
  "Map.groupBy": { name: "Map.groupBy", since: "21.0.0", instead: "a loop over the list" },
  "Array.fromAsync": { name: "Array.fromAsync", since: "22.0.0", instead: "`for await` into a list" },
  "Promise.withResolvers": { name: "Promise.withResolvers", since: "22.0.0", instead: "`new Promise((resolve, reject) => …)`" },
  "Promise.try": { name: "Promise.try", since: "24.0.0", instead: "an async function" },
  "RegExp.escape": { name: "RegExp.escape", since: "24.0.0", instead: "a replacement of the special characters" },
  "Error.isError": { name: "Error.isError", since: "24.0.0", instead: "`instanceof Error`" },
  "AbortSignal.any": { name: "AbortSignal.any", since: "20.3.0", instead: "an `AbortController` of your own" },
  "AbortSignal.timeout": { name: "AbortSignal.timeout", since: "17.3.0", instead: "an `AbortController` and `setTimeout`" },
  "process.loadEnvFile": { name: "process.loadEnvFile", since: "20.12.0", instead: "`dotenv`" },
  "process.getBuiltinModule": { name: "process.getBuiltinModule", since: "20.16.0", instead: "`import`" },
}

/** Members of Node's own modules by access path. */
export const membersSince: Readonly<Record<string, NodeFeature>> = {
  "util.parseArgs": { name: "util.parseArgs", since: "18.3.0", instead: "`commander` or `minimist`" },
  "util.styleText": { name: "util.styleText", since: "20.12.0", instead: "`picocolors`" },
  "fs.cp": { name: "fs.cp", since: "16.7.0", instead: "`fs-extra`" },
  "fs/promises.cp": { name: "fs.cp", since: "16.7.0", instead: "`fs-extra`" },
  "fs.glob": { name: "fs.glob", since: "22.0.0", instead: "`fast-glob`" },
  "fs/promises.glob": { name: "fs.glob", since: "22.0.0", instead: "`fast-glob`" },
  "crypto.hash": { name: "crypto.hash", since: "20.12.0", instead: "`crypto.createHash`" },
}

/** Modules of Node itself. */
export const modulesSince: Readonly<Record<string, NodeFeature>> = {
  "node:test": { name: "node:test", since: "18.0.0", instead: "a test runner from the registry" },
  "node:sqlite": { name: "node:sqlite", since: "22.5.0", instead: "`better-sqlite3`" },
  "node:sea": { name: "node:sea", since: "20.12.0", instead: "a bundler" },
}

/** Methods of arrays that no older library of the same name had. */
export const methodsSince: Readonly<Record<string, NodeFeature>> = {
  toSorted: { name: "toSorted", since: "20.0.0", instead: "`[...list].sort(…)`" },
  toReversed: { name: "toReversed", since: "20.0.0", instead: "`[...list].reverse()`" },
  toSpliced: { name: "toSpliced", since: "20.0.0", instead: "a copy and `splice`" },
}
