// @ts-nocheck fixture
import { createCipheriv, scryptSync } from "node:crypto"
import CryptoJS from "crypto-js"
import nodemailer from "nodemailer"

export function seal(text, iv) {
  // ruleid: no-hardcoded-secret
  const cipher = createCipheriv("aes-256-cbc", "0kq8sdf71jhq9z5mwx3b2n4v6c8d1f7g", iv)
  // ok: no-hardcoded-secret
  const other = createCipheriv("aes-256-cbc", process.env.SEALING_KEY, iv)
  return cipher.update(text) + other.update(text)
}

// ruleid: no-hardcoded-secret
export const key = scryptSync("blue-elephant-41", "salt", 32)

// ruleid: no-hardcoded-secret
export const sealWith = (text) => CryptoJS.AES.encrypt(text, "grey-whale-1787").toString()
// ok: no-hardcoded-secret
export const sealWithGiven = (text) => CryptoJS.AES.encrypt(text, process.env.SEALING_KEY).toString()

export const mailer = nodemailer.createTransport({
  host: "smtp.acme.io",
  // ruleid: no-hardcoded-secret
  auth: { user: "mailer", pass: "jhasd82JKq" },
})

// ruleid: no-hardcoded-secret
let secretCode = "harbour751x"
export const useSecret = (given) => {
  secretCode = given
  return secretCode
}

export const ticket = {
  // ok: no-hardcoded-secret
  pass: "season2024",
}
