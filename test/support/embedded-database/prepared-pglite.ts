import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
// The plugin in vitest.config.ts gives this module to everybody who asks for PGlite, and PGlite itself to this one.
import { PGlite as PlainPGlite } from "@electric-sql/pglite"
import type { PGliteOptions } from "@electric-sql/pglite"
import { preparedCluster } from "./prepared-cluster.ts"

/**
 * PGlite whose new databases begin with a copy of what `initdb` made once: making it takes seconds and a second database in memory.
 * Our own tables are not in the copy. Processes that tests start have the plain PGlite; so do a first open and its failures.
 */
export class PGlite extends PlainPGlite {
  constructor(directory: string, options: PGliteOptions = {}) {
    const isNew = directory === "memory://" || !existsSync(join(directory, "PG_VERSION"))
    super(directory, isNew ? { ...options, loadDataDir: new Blob([readFileSync(preparedCluster())]) } : options)
  }
}
