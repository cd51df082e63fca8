// @ts-nocheck fixture
import { welcome } from "../src/mails.js"
import { notify } from "../src/notify.js"

test("greets", () => {
  expect(welcome({ name: "A" })).toContain("A")
  expect(notify({ name: "A" })).toBe(1)
})

/* it("reminds", () => {
  expect(reminder({ name: "Ann" })).toBe("Do not forget, Ann")
}) */
