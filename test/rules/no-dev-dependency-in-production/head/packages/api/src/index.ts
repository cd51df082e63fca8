// @ts-nocheck fixture
// ok: no-dev-dependency-in-production
import { rates } from "rates-client"

export const all = await rates()
