// @ts-nocheck fixture
import crypto, { createHash, randomBytes, randomUUID } from "node:crypto"
import { v1 as uuidv1 } from "uuid"
import md5 from "md5"
import Chance from "chance"
import _ from "lodash"
import { sampleSize, shuffle } from "lodash-es"
import { customAlphabet, nanoid } from "nanoid/non-secure"

const chance = new Chance()

export function forgot(user) {
  // ruleid: no-predictable-token
  user.resetToken = Math.random().toString(36).slice(2)
  // ruleid: no-predictable-token
  const otp = Math.floor(100000 + Math.random() * 900000)
  // ok: no-predictable-token
  user.confirmToken = crypto.randomBytes(32).toString("hex")
  // ok: no-predictable-token
  const delay = Math.random() * 1000
  return { otp, delay }
}

export function generateOtp() {
  const digits = "0123456789"
  let code = ""
  for (let index = 0; index < 6; index++) {
    // ruleid: no-predictable-token
    code += digits[Math.floor(Math.random() * 10)]
  }
  return code
}

export function createToken() {
  // ruleid: no-predictable-token
  return Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("")
}

export function pickServer(servers) {
  // ok: no-predictable-token
  return servers[Math.floor(Math.random() * servers.length)]
}

export function reset(req, res) {
  // ruleid: no-predictable-token
  if (req.query.token == md5(req.query.login)) res.render("reset")
}

export function invite(user) {
  // ruleid: no-predictable-token
  user.verificationToken = createHash("sha256").update(user.email + Date.now()).digest("hex")
  // ok: no-predictable-token
  user.unsubscribeToken = createHash("sha256").update(user.email + process.env.SECRET).digest("hex")
  // ok: no-predictable-token
  user.avatar = md5(user.email)
  // ok: no-predictable-token
  user.tokenHash = createHash("sha256").update(user.token).digest("hex")
}

export function store(token) {
  // ok: no-predictable-token
  const hashedToken = createHash("sha256").update(token).digest("hex")
  return hashedToken
}

export function sessionToken() {
  // ruleid: no-predictable-token
  return Math.random().toString(36)
}

export function isToken(text) {
  // ok: no-predictable-token
  return text.length > Math.random()
}

export function timedTokens(user) {
  // ruleid: no-predictable-token
  const resetToken = Date.now().toString(36)
  // ok: no-predictable-token
  const signedToken = sign(user, Date.now())
  // ok: no-predictable-token
  const mixedToken = `${Date.now()}-${randomUUID()}`
  // ruleid: no-predictable-token
  const accessToken = uuidv1()
  // ok: no-predictable-token
  const requestId = uuidv1()
  // ruleid: no-predictable-token
  const inviteToken = randomBytes(4).toString("hex")
  // ok: no-predictable-token
  const longToken = randomBytes(32).toString("hex")
  return [resetToken, signedToken, mixedToken, accessToken, requestId, inviteToken, longToken]
}

export const resetToken = () => {
  // ruleid: no-predictable-token
  const text = Math.random().toString(36).slice(2)
  return text
}

const digest = (text) => createHash("sha256").update(text).digest("hex")

export function resetLink(user) {
  // ruleid: no-predictable-token
  const resetToken = digest(`${user.email}:${Date.now()}`)
  const random = randomBytes(32).toString("hex")
  // ok: no-predictable-token
  const token = digest(random)
  // ok: no-predictable-token
  const avatar = digest(user.email)
  return { resetToken, token, avatar }
}

function makeId(length) {
  let text = ""
  // ruleid: no-predictable-token
  for (let i = 0; i < length; i++) text += ALPHABET.charAt(Math.floor(Math.random() * ALPHABET.length))
  return text
}

export function forgot(user) {
  user.resetToken = makeId(32)
  user.colour = makeColour(6)
}

function makeColour(length) {
  // ok: no-predictable-token
  return Array.from({ length }, () => "0123456789abcdef"[Math.floor(Math.random() * 16)]).join("")
}

const shortCode = (length) =>
  // ruleid: no-predictable-token
  Array.from({ length }, () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)]).join("")

export async function createInvite(board) {
  const code = shortCode(12)
  await invites.insert({ board, code })
}

const shortName = (length) =>
  // ok: no-predictable-token
  Array.from({ length }, () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)]).join("")

export async function createBoard(owner) {
  const code = shortName(12)
  await boards.insert({ owner, code })
}

export function newInviteCode(length = 24) {
  // ruleid: no-predictable-token
  return sampleSize("abcdefghijklmnopqrstuvwxyz0123456789", length).join("")
}

export function setReset(user) {
  // ruleid: no-predictable-token
  user.resetToken = _.times(32, () => _.sample("abcdef0123456789")).join("")
  // ruleid: no-predictable-token
  const apiKey = chance.string({ length: 40 })
  // ok: no-predictable-token
  const greeting = _.sample(["Hello", "Hi"])
  // ok: no-predictable-token
  const questions = shuffle(user.questions)
  return { apiKey, greeting, questions }
}

export function startSession(user) {
  // ruleid: no-predictable-token
  const sessionId = createHash("sha256").update(`${user.id}:${Date.now()}`).digest("hex")
  return { sessionId, userId: user.id }
}

const shortId = customAlphabet("1234567890abcdef", 24)

export function createKey(userId) {
  // ruleid: no-predictable-token
  const apiKey = shortId()
  return { userId, apiKey }
}

export function isFresh(expires) {
  // ok: no-predictable-token
  const timeLeftOnToken = expires.getTime() - Date.now()
  return timeLeftOnToken > 60_000
}

const CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"
// ruleid: no-predictable-token
const pick = () => CHARACTERS[Math.floor(Math.random() * CHARACTERS.length)]
// ok: no-predictable-token
const hue = () => Math.floor(Math.random() * 360)

export function generateCustomerKey(environment) {
  const secret = Array.from({ length: 40 }, pick).join("")
  return `ck_${environment}_${secret}`
}

export const palette = Array.from({ length: 5 }, hue)

export function generatePassword() {
  const letters = "abcdefghijklmnopqrstuvwxyz"
  let text = ""
  for (let length = 0; length < 12; length += 3) {
    // ruleid: no-predictable-token
    text += letters.charAt(Math.floor(Math.random() * letters.length))
    // Said on the line above, for the same password.
    // ok: no-predictable-token
    text += letters.toUpperCase().charAt(Math.floor(Math.random() * letters.length))
    // ok: no-predictable-token
    text += Math.floor(Math.random() * 10)
  }
  return text
}

export function generateToken() {
  // ruleid: no-predictable-token
  return Math.random().toString(36)
}

const COOKIE = "__Host-visit"

export async function openVisit(ctx, visits) {
  // ruleid: no-predictable-token
  const id = nanoid(32)
  await visits.save(id)
  ctx.cookies.set(COOKIE, id, { httpOnly: true, secure: true })
}

export function welcome(res) {
  // ruleid: no-predictable-token
  res.cookie("shop.sid", nanoid(), { secure: true })
  // ruleid: no-predictable-token
  const visit = Math.random().toString(36).slice(2)
  res.cookie("visit", visit, { httpOnly: true })
  // ok: no-predictable-token
  res.cookie("banner", nanoid(), { secure: true })
}

export function rememberRow(rows, row) {
  // ok: no-predictable-token
  const id = nanoid()
  rows.set("row", id, { httpOnly: true })
  return { ...row, id }
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789abcdefghijkmnopqrstuvwxyz"
const HEX = "0123456789abcdef"

export function voucher(length, own) {
  const bytes = randomBytes(length)
  let text = ""
  for (let at = 0; at < length; at++) {
    // ruleid: no-predictable-token
    text += LETTERS[bytes[at] % LETTERS.length]
    // As many as divide 256 evenly.
    // ok: no-predictable-token
    text += HEX[bytes[at] % HEX.length]
    // ok: no-predictable-token
    text += LETTERS[bytes[at] % 32]
  }
  // ruleid: no-predictable-token
  for (const byte of randomBytes(8)) text += own.charAt(byte % own.length)
  // ruleid: no-predictable-token
  text += Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => LETTERS[byte % 57]).join("")
  // ok: no-predictable-token
  text += Array.from(crypto.getRandomValues(new Uint32Array(8)), (word) => LETTERS[word % 57]).join("")
  // ok: no-predictable-token
  text += own[length % own.length]
  return text
}

export function evenVoucher(length) {
  const limit = 256 - (256 % LETTERS.length)
  let text = ""
  while (text.length < length) {
    const byte = randomBytes(1)[0]
    // ok: no-predictable-token
    if (byte < limit) text += LETTERS[byte % LETTERS.length]
  }
  return text
}

export function openSession(req, res, sessions) {
  // ruleid: no-predictable-token
  const key = Math.random().toString(36).slice(2) + Date.now()
  sessions.set(key, { user: req.user })
  res.setHeader("Set-Cookie", `sid=${key}; HttpOnly`)
}

export function rememberBrowser(res) {
  // ruleid: no-predictable-token
  const value = Math.random().toString(36)
  res.cookie("remember_me", value, { httpOnly: true })
}

export function chooseVariant(res) {
  // ok: no-predictable-token
  const variant = Math.random().toString(36)
  res.cookie("variant", variant)
}

export function cachePart(parts, res) {
  // ok: no-predictable-token
  const key = Math.random().toString(36)
  parts.set(key, {})
  res.setHeader("ETag", key)
}
