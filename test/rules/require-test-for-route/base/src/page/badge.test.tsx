// @ts-nocheck fixture
import { Badge } from "./badge"

test("shows the count", () => {
  expect(render(<Badge count={1} />)).toContain("1")
})
