import { expect, it } from "vitest"
import { settle } from "../src/settle.js"

it("settles", () => expect(settle({}).settled).toBe(true))
it("keeps the rest", () => expect(settle({ id: 7 }).id).toBe(7))
