// @ts-nocheck fixture
// package.json has moved it away: the comment stands there.
// ok: no-dev-dependency-in-production
import dayjs from "dayjs"

export const today = () => dayjs().format("YYYY-MM-DD")
