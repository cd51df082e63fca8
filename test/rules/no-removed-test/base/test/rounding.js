import { expect, it } from "vitest"
import { roundCents, roundFive } from "../src/rounding.js"

it("rounds to cents", () => expect(roundCents(1.005)).toBe(1))
it("rounds to five", () => expect(roundFive(1.02)).toBe(1))
