// @ts-nocheck fixture
const { createHash, timingSafeEqual } = require("node:crypto")
const { people } = require("./people")

const sum = (text) => createHash("sha256").update(text).digest()

const { DOOR_PASSWORD } = process.env
// ok: no-weak-password-hash
const DOOR_SUM = sum(DOOR_PASSWORD)

// Both sides get one length, and nothing is stored.
exports.opens = (password) => {
  // ok: no-weak-password-hash
  const given = sum(password)
  return given.length === DOOR_SUM.length && timingSafeEqual(given, DOOR_SUM)
}

exports.opensToo = (password) =>
  timingSafeEqual(
    // ok: no-weak-password-hash
    createHash("sha512").update(password).digest(),
    // ok: no-weak-password-hash
    createHash("sha512").update(process.env.SIDE_PASSWORD).digest(),
  )

exports.checks = async (name, password) => {
  const person = await people.find(name)
  // ruleid: no-weak-password-hash
  return timingSafeEqual(sum(password), person.passwordSum)
}

exports.keeps = async (name, password) => {
  // ruleid: no-weak-password-hash
  const kept = sum(password)
  await people.save(name, kept)
  return timingSafeEqual(kept, DOOR_SUM)
}

exports.comparesStored = async (name, password) => {
  const person = await people.find(name)
  // What is stored here is the password itself.
  // ruleid: no-weak-password-hash
  return timingSafeEqual(sum(person.password), sum("x"))
}
