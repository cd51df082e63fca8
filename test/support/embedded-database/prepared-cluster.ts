import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

const root = join(import.meta.dirname, "../../..")

/** Path of the archive of an empty database; its name is a digest of the programs that make it, so another PGlite makes another one. */
export function preparedCluster(): string {
  const programs = dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"))
  const digest = createHash("sha256")
  for (const name of ["initdb.wasm", "pglite.wasm", "pglite.data"]) digest.update(readFileSync(join(programs, name)))
  return join(root, "node_modules/.cache/empty-database", `${digest.digest("hex").slice(0, 32)}.tar`)
}
