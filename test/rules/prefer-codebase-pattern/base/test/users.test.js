import { test } from "vitest"
test("users", () => {})
