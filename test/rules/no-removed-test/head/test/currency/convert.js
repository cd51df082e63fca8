import { expect, it } from "vitest"
import { inEuro } from "../../src/currency.js"

// ok: no-removed-test
it("converts", () => expect(inEuro(2, 3)).toBe(6))
