// @ts-nocheck fixture
import { expect, test } from "vitest"
import { order } from "../src/samples.js"

test("an order has an id", () => expect(order().id).toBeTruthy())
