const crypto = require("node:crypto")

// RFC 7616: the answer to a challenge is made of MD5, and is kept nowhere.
exports.answer = ({ username, password, realm, nonce, method, path }) => {
  // ok: no-weak-password-hash
  const ha1 = crypto.createHash("md5").update(`${username}:${realm}:${password}`).digest("hex")
  const ha2 = crypto.createHash("md5").update(`${method}:${path}`).digest("hex")
  return crypto.createHash("md5").update(`${ha1}:${nonce}:${ha2}`).digest("hex")
}

exports.usernameToken = (password, nonce, created) => {
  // ok: no-weak-password-hash
  const PasswordDigest = crypto.createHash("sha1").update(nonce + created + password).digest("base64")
  return { PasswordDigest, nonce, created }
}

exports.seal = (text, password) => {
  const [salt, iv] = [crypto.randomBytes(16), crypto.randomBytes(12)]
  // ok: no-weak-password-hash
  const key = crypto.pbkdf2Sync(password, salt, 210_000, 32, "sha256")
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv)
  return Buffer.concat([salt, iv, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

exports.keep = (password) => {
  const salt = crypto.randomBytes(16)
  // ruleid: no-weak-password-hash
  return crypto.pbkdf2Sync(password, salt, 210_000, 32, "sha256")
}
