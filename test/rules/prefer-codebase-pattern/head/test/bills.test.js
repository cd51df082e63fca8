import { test } from "vitest"
test("bills", () => {})
