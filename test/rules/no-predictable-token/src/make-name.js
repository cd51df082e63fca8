const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

module.exports = function makeName(length) {
  let text = ""
  // ruleid: no-predictable-token
  while (text.length < length) text += LETTERS[Math.floor(Math.random() * LETTERS.length)]
  return text
}
