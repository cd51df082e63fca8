// @ts-nocheck fixture
import { readFile } from "node:fs/promises"
// ok: no-dev-dependency-in-production
import path from "path"
// ok: no-dev-dependency-in-production
import { pino } from "pino"
// ruleid: no-dev-dependency-in-production
import pretty from "pino-pretty"
// ok: no-dev-dependency-in-production
import type { JsonObject } from "type-fest"
// ok: no-dev-dependency-in-production
import { Simplify } from "type-fest"
// ruleid: no-dev-dependency-in-production
import lodash from "lodash"
// ok: no-dev-dependency-in-production
import { total } from "@app/total"
// ok: no-dev-dependency-in-production
import { round } from "@ledger/money"
// ok: no-dev-dependency-in-production
import { today } from "./dates.js"
// ok: no-dev-dependency-in-production
import { Meteor } from "meteor/meteor"
// ok: no-dev-dependency-in-production
import { check } from "k6"
// ok: no-dev-dependency-in-production
import { file } from "bun"

export const logger = pino(pretty({ colorize: true }))
export type Entry = Simplify<JsonObject>
export const sum = (lines) => lodash.sum(lines.map((line) => round(total(line)))) + today().length + path.sep.length
export const read = check(Meteor.wrapAsync(readFile), file)
