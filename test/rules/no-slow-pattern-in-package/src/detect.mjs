import devices from "./devices.js"
import { SIZES } from "./sizes.mjs"

export const deviceOf = (agent) => devices.find(({ matcher }) => matcher.test(agent))?.kind

export const sizeOf = (style, text) => SIZES[style].exec(text)
