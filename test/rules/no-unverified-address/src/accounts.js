const users = require("./users")

async function signInWithProvider(provider, identity) {
  const linked = await users.findByIdentity(provider, identity.providerId)
  if (linked) return linked
  // ruleid: no-unverified-address
  const existing = await users.findByEmail(identity.email.toLowerCase())
  if (!existing?.email_verified_at) return null
  await users.addIdentity(existing.id, provider, identity.providerId)
  return existing
}

async function signInChecked(provider, identity) {
  // ok: no-unverified-address
  if (!identity.email || !identity.emailVerified) return null
  return users.findByEmail(identity.email)
}

// ruleid: no-unverified-address
async function signInByParts({ provider, id, email }) {
  return (await users.findByIdentity(provider, id)) ?? users.findByEmail(email)
}

// ok: no-unverified-address
async function signInByCheckedParts({ provider, id, email, verified }) {
  return (await users.findByIdentity(provider, id)) ?? (verified ? users.findByEmail(email) : null)
}

async function signInElsewhere(provider, identity) {
  const linked = await users.findByIdentity(provider, identity.providerId)
  // ok: no-unverified-address
  return linked ?? linkByAddress(identity, identity.email)
}

// Nobody says whether the address is verified.
async function invite(invitation) {
  // ok: no-unverified-address
  return users.findByEmail(invitation.email)
}

module.exports = { signInWithProvider, signInChecked, signInByParts, signInByCheckedParts, signInElsewhere, invite }
