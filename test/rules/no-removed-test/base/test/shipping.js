const { equal } = require("node:assert")
const { parcels } = require("../src/shipping.js")

test("packs", () => equal(parcels([1, 2]).length, 1))
test("knows its own name", () => equal("shipping", "shipping"))
test("packs one", () => equal(parcels([1]).length, 1))
test("splits", () => equal(parcels([1, 2, 3]).length, 2))
