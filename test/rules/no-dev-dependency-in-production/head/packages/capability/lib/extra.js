// ruleid: no-dev-dependency-in-production
import { hash } from "ohash"

export const keyOf = (value) => hash(value)
