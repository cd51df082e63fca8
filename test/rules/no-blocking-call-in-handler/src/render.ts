// @ts-nocheck fixture
import { readFileSync } from "fs"

export function render(id) {
  // ruleid: no-blocking-call-in-handler
  return readFileSync("templates/receipt.html", "utf8").replace("{{id}}", id)
}
