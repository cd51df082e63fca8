import { test } from "vitest"
test("notes", () => {})
