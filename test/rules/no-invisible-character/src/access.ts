// @ts-nocheck fixture
export function canDelete(user) {
  // ruleid: no-invisible-character
  if (user.level !== "user‮ ⁦// only administrators⁩ ⁦") return true
  return false
}

export function run(request) {
  // ruleid: no-invisible-character
  const { timeout,ㅤ } = request.query
  return [timeout]
}

// ruleid: no-invisible-character
// Reads the settings.󠁲󠁥󠁰󠁯󠁲󠁴󠀠󠁮󠁯󠁴󠁨󠁩󠁮󠁧󠀠󠁨󠁥󠁲󠁥
export const settings = () => ({})

// ruleid: no-invisible-character
export const hidden = decode("︀︁︂︃︄︅︆︇︈︉︊︋︌︍︎️︀︁︂︃")

// ruleid: no-invisible-character
export const admin = role === "ad​min"

// ok: no-invisible-character
export const wave = "👩‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿 say hello ✔️"

// ok: no-invisible-character
export const spelled = "\u200b\u202e"

// ok: no-invisible-character
export const farsi = "می‌خواهم"

// ok: no-invisible-character
export const hyphenated = "Donau­dampfschiff"

// ok: no-invisible-character
export const pounds = "ج.م.‏"

// ok: no-invisible-character
export const plain = text.replaceAll("​", "")

// ruleid: no-invisible-character
export const door = query["​"]
