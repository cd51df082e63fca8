import { test } from "vitest"
test("tags", () => {})
