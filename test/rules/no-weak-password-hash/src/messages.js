const crypto = require("node:crypto")

exports.usernameTokenXml = (username, password, nonce, created) => {
  // ok: no-weak-password-hash
  const digest = crypto.createHash("sha1").update(nonce + created + password).digest("base64")
  return `<wsse:Username>${username}</wsse:Username><wsse:Password Type="http://docs.oasis-open.org/wss#PasswordDigest">${digest}</wsse:Password>`
}

exports.digestHeader = (user, password, realm, nonce, own) => {
  // ok: no-weak-password-hash
  const first = crypto.createHash("md5").update(user + ":" + realm + ":" + password).digest("hex")
  const answer = crypto.createHash("md5").update(first + nonce + own).digest("hex")
  return `Digest username="${user}", realm="${realm}", nonce="${nonce}", cnonce="${own}", response="${answer}"`
}
