const crypto = require("node:crypto")

const BREACHES = "https://api.pwnedpasswords.com/range/"

exports.isBreached = async (password) => {
  // ok: no-weak-password-hash
  const hash = crypto.createHash("sha1").update(password).digest("hex").toUpperCase()
  const found = await fetch(BREACHES + hash.slice(0, 5), { signal: AbortSignal.timeout(2_000) })
  return (await found.text()).includes(hash.slice(5))
}

// The lookup is defined on SHA-1 and nothing else.
exports.keep = (accounts, name, password) => {
  // ruleid: no-weak-password-hash
  return accounts.add(name, crypto.createHash("md5").update(password).digest("hex"))
}
