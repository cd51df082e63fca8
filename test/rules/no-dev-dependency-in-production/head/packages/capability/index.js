import { join } from "node:path"
// ruleid: no-dev-dependency-in-production
import { Level } from "level"

export const store = new Level("ledger")
export const plugins = [join(import.meta.dirname, "lib/runtime/plugin.mjs")]
