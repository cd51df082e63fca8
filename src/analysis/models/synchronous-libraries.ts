import type { TechnologyModel } from "./model.ts"

// Libraries whose usual call works through a whole file on the only thread.
const CALLS = [
  "xlsx.read",
  "xlsx.readFile",
  "xlsx.write",
  "xlsx.writeFile",
  "csv-parse/sync.parse",
  "csv-stringify/sync.stringify",
  "pngjs.PNG.sync.read",
  "pngjs.PNG.sync.write",
  "jpeg-js.decode",
  "jpeg-js.encode",
  "sync-request",
  "execa.sync",
  "execa.execaCommandSync",
  "cross-spawn.sync",
  "shelljs.exec",
  "argon2-browser.hashSync",
  "@node-rs/argon2.hashSync",
  "@node-rs/argon2.verifySync",
]

export const synchronousLibraries: TechnologyModel = {
  technology: "Synchronous libraries",
  packages: ["xlsx"],
  facts: CALLS.map((call) => ({ call, is: ["blocking"] as const })),
}
