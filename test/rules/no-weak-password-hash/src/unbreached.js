const crypto = require("node:crypto")

// TODO: ask https://api.pwnedpasswords.com/range/ (haveibeenpwned) as well.
exports.keep = (accounts, name, password) => {
  // ruleid: no-weak-password-hash
  return accounts.add(name, crypto.createHash("sha1").update(password).digest("hex"))
}

// What the comment of a digest speaks of, as HA1 and cnonce, makes no digest of what is kept.
exports.register = (accounts, name, password) => {
  // Unlike ha1 = md5(username:realm:password) of RFC 7616 and the PasswordDigest of wsse this is kept.
  // ruleid: no-weak-password-hash
  const kept = crypto.createHash("md5").update(password).digest("hex")
  console.log("registered without ha1, cnonce= or a #PasswordDigest")
  return accounts.add(name, kept)
}
