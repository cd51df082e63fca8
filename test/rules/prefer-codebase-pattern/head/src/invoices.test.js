import { test } from "vitest"
test("invoices", () => {})
