const { equal } = require("node:assert")

test("knows its own name", () => equal("shipping", "shipping"))
