// @ts-nocheck fixture
import { createClient } from "redis"

// ok: require-error-listener
export const sessions = createClient()
