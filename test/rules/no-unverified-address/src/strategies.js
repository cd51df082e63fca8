const accounts = require("./accounts")

module.exports = (profile, done) => {
  const identity = { providerId: profile.id, email: profile.email, emailVerified: profile.verified === true }
  accounts.signInWithProvider("discord", { providerId: profile.id, email: profile.email, emailVerified: profile.verified === true }).then(done)
  accounts.signInChecked("discord", { providerId: profile.id, email: profile.email, emailVerified: profile.verified === true }).then(done)
  accounts.signInByParts({ provider: "oidc", id: profile.sub, email: profile.email, verified: profile.email_verified }).then(done)
  accounts.signInByCheckedParts({ provider: "oidc", id: profile.sub, email: profile.email, verified: profile.email_verified }).then(done)
  accounts.signInElsewhere("oidc", { providerId: profile.sub, email: profile.email, emailVerified: profile.email_verified }).then(done)
  accounts.invite({ email: identity.email }).then(done)
}
