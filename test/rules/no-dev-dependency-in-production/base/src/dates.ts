// @ts-nocheck fixture
// ruleid: no-dev-dependency-in-production
import dayjs from "dayjs"

export const today = () => dayjs().format("YYYY-MM-DD")
