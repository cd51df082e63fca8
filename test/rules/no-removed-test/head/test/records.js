import { expect, it } from "vitest"
import { countRecords } from "../src/records.js"

// ok: no-removed-test
it("counts records", () => expect(countRecords({ count: () => 3 })).toBe(3))
