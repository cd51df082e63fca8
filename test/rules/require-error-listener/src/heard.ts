// @ts-nocheck fixture
import { Pool } from "pg"

// ok: require-error-listener
export const reports = new Pool({ max: 2 })
reports.on("error", (error) => console.error(error))
