import { expect, it } from "vitest"
import { settle } from "../src/settle.js"

// ok: no-removed-test
it("settles and keeps the rest", () => expect(settle({ id: 7 })).toEqual({ id: 7, settled: true }))
