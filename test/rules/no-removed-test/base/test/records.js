import { expect, it, vi } from "vitest"
import { recordFields } from "../src/record.js"
import { countRecords, getRecord } from "../src/records.js"

it("counts records", () => expect(countRecords({ count: () => 3 })).toBe(3))

it("reads the fields of a record", () => {
  const find = vi.fn()
  getRecord({ find }, 7)
  expect(find).toHaveBeenCalledWith(7, recordFields)
})
