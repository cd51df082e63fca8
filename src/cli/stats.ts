import { existsSync } from "node:fs"
import { join } from "node:path"
import { readConfig } from "../config.ts"
import type { Settings } from "../config.ts"
import { UserError } from "../errors.ts"
import type { RuleRecord } from "../model/rule-record.ts"
import { openStore } from "../store/open-store.ts"
import { readRuleRecords } from "../store/read-rule-record.ts"
import { exitCode } from "./exit-code.ts"
import { renderStatsJson, renderStatsTable } from "./format/stats.ts"
import { writeText } from "./terminal.ts"

export interface StatsOptions {
  readonly format: "table" | "json"
  /** `owner/name`; `null` for every repository. */
  readonly repository: string | null
}

/**
 * Prints what became of the App's comments, rule by rule, from the database of the App.
 * @returns 0
 * @throws UserError when there is no database, or another process has it
 */
export async function runStats({ format, repository }: StatsOptions): Promise<number> {
  const records = await readRecords(findStorage())
  const wanted = records.filter((record) => repository === null || record.repository.toLowerCase() === repository.toLowerCase())
  await writeText(process.stdout, format === "json" ? renderStatsJson(wanted) : renderStatsTable(wanted))
  return exitCode.reviewed
}

async function readRecords({ databaseUrl, dataDir }: Settings["storage"]): Promise<readonly RuleRecord[]> {
  const dataDirectory = join(dataDir, "database")
  // Opening would make a new one, which has nothing to tell.
  if (databaseUrl === null && !existsSync(dataDirectory))
    throw new UserError(`There is no database in ${dataDir}: set DATA_DIR or DATABASE_URL to what the App uses.`)
  await using store = await openStore({ databaseUrl: databaseUrl ?? undefined, dataDirectory, onLog: () => undefined })
  return await readRuleRecords(store.db)
}

// The App's own credentials are of no use here, so that their absence is no mistake.
function findStorage(): Settings["storage"] {
  const parsed = readConfig()
  switch (parsed.kind) {
    case "ready":
      return parsed.config.storage
    case "unconfigured":
      return parsed.settings.storage
    case "invalid":
      throw new UserError(`The settings have mistakes:\n${parsed.problems.map((problem) => `  - ${problem}`).join("\n")}`)
  }
}
