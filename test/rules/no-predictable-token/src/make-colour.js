module.exports = function makeColour() {
  // ok: no-predictable-token
  return Math.floor(Math.random() * 0xffffff).toString(16)
}
