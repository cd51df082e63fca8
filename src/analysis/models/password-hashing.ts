import type { TechnologyModel } from "./model.ts"

const slow = [
  "bcrypt.hash",
  "bcrypt.hashSync",
  "bcrypt.compare",
  "bcrypt.compareSync",
  "bcrypt-nodejs.hashSync",
  "argon2.hash",
  "argon2.verify",
  "@node-rs/argon2.hash",
  "@node-rs/argon2.verify",
  "crypto.scrypt",
  "crypto.scryptSync",
  "crypto.pbkdf2",
  "crypto.pbkdf2Sync",
  "crypto.argon2",
  "crypto.argon2Sync",
]

/** Hashes: the slow ones for passwords, and the fast ones that are none. */
export const passwordHashing: TechnologyModel = {
  technology: "Password hashing",
  packages: ["argon2"],
  roles: [
    ...slow.map((call) => ({ call, is: ["slow-hash"] as const })),
    ...["md5", "sha1", "js-md5", "js-sha1", "js-sha256.sha256", "blueimp-md5", "crypto-js.MD5", "crypto-js.SHA1", "crypto-js.SHA256"].map(
      (call) => ({ call, is: ["fast-hash"] as const }),
    ),
  ],
  facts: [
    ...["argon2.hash", "argon2.verify", "@node-rs/argon2.hash", "@node-rs/argon2.verify"].map((call) => ({
      call,
      is: ["returns-promise"] as const,
    })),
    ...["@node-rs/argon2.hashSync", "@node-rs/argon2.verifySync", "crypto.argon2Sync", "bcrypt-nodejs.hashSync"].map((call) => ({
      call,
      is: ["blocking"] as const,
    })),
  ],
}
