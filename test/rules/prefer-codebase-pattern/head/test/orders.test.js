import { test } from "vitest"
test("orders", () => {})
