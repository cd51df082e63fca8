// @ts-nocheck fixture
export function decode(raw) {
  const message = JSON.parse(raw)
  return message.type === "move" ? message : null
}

export const decodeSafely = (raw) => {
  try {
    return JSON.parse(raw.toString())
  } catch {
    return null
  }
}

export const settingsOf = (raw) => JSON.parse(defaults).concat(raw)
const defaults = "[]"
