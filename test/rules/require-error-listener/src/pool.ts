// @ts-nocheck fixture
import { Pool } from "pg"

// ruleid: require-error-listener
export const pool = new Pool({ max: 10 })
