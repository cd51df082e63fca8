import { expect, it } from "vitest"
import { oldTotal } from "../src/legacy.js"

it("counts", () => expect(oldTotal([1])).toBe(1))
