import type { Setting, TechnologyModel } from "./model.ts"

// Where each library is told the size; node-forge, pem and ursa take the number alone as well.
const keyPairs: Setting[] = [
  { call: "crypto.generateKeyPair", argument: 1, option: "modulusLength" },
  { call: "crypto.generateKeyPairSync", argument: 1, option: "modulusLength" },
  { call: "crypto.subtle.generateKey", argument: 0, option: "modulusLength" },
  { call: "crypto.webcrypto.subtle.generateKey", argument: 0, option: "modulusLength" },
  { call: "globalThis.crypto.subtle.generateKey", argument: 0, option: "modulusLength" },
  ...["node-forge.pki.rsa", "node-forge.rsa"].flatMap((rsa) => [
    { call: `${rsa}.generateKeyPair`, argument: 0 },
    { call: `${rsa}.generateKeyPair`, argument: 0, option: "bits" },
    { call: `${rsa}.createKeyPairGenerationState`, argument: 0 },
  ]),
  { call: "node-rsa", argument: 0, option: "b" },
  { call: "node-rsa().generateKeyPair", argument: 0 },
  { call: "selfsigned.generate", argument: 1, option: "keySize" },
  { call: "pem.createPrivateKey", argument: 0 },
  { call: "pem.createCertificate", argument: 0, option: "keyBitsize" },
  { call: "pem.createCSR", argument: 0, option: "keyBitsize" },
  { call: "keypair", argument: 0, option: "bits" },
  { call: "ursa.generatePrivateKey", argument: 0 },
].map((each) => ({
  ...each,
  unsafe: { below: 2048 },
  concern: "cipher",
  severity: "high",
  title: "The RSA key is short enough to be computed",
  message: "Keys below 2048 bits are within reach of those who have a reason: whoever factors this one signs and decrypts in its place.",
  fix: "Use 2048 bits at least, or an Ed25519 key.",
  safe: "2048",
}))

// NIST SP 800-131A: 112 bits of security are the least, 2048 bits for Diffie-Hellman and DSA, 224 for curves.
const LISTENED = {
  argument: 0,
  concern: "cipher",
  severity: "high",
  title: "The agreed key can be computed by who listens",
  message: "Groups below 2048 bits were computed in advance for attacks: who recorded the exchange reads what it encrypted.",
} as const

const groups: Setting[] = ["crypto.getDiffieHellman", "crypto.createDiffieHellmanGroup"].map((call) => ({
  ...LISTENED,
  call,
  unsafe: { is: ["modp1", "modp2", "modp5"] },
  fix: "Use `modp14` or above, or X25519.",
  safe: '"modp14"',
}))

const SMALL_CURVE = /^(?:secp1\d\d[rk]\d|secp192[rk]1|prime192v\d|sect1\d\d[rk]\d|wap-wsg.*|brainpoolP160.*|brainpoolP192.*|P-192)$/

const curves: Setting[] = [
  { call: "crypto.createECDH", argument: 0 },
  { call: "crypto.generateKeyPair", argument: 1, option: "namedCurve" },
  { call: "crypto.generateKeyPairSync", argument: 1, option: "namedCurve" },
].map((each) => ({
  ...each,
  unsafe: { matches: SMALL_CURVE },
  concern: "cipher",
  severity: "high",
  title: "The curve is too small",
  message:
    "Keys on curves below 224 bits are within reach of those who have a reason: who computes this one signs and decrypts in its place.",
  fix: "Use `prime256v1` or X25519.",
  safe: '"prime256v1"',
}))

const ciphers: Setting[] = ["crypto.createCipheriv", "crypto.createDecipheriv"].flatMap((call): Setting[] => [
  {
    call,
    argument: 0,
    unsafe: { matches: /-ecb$/i },
    concern: "cipher",
    severity: "high",
    title: "Equal blocks give equal ciphertext",
    message: "Whoever sees the ciphertext sees which parts repeat, and swaps blocks unnoticed: ECB encrypts every block on its own.",
    fix: "Use `aes-256-gcm` with a fresh random IV for each message.",
  },
  {
    call,
    argument: 0,
    unsafe: { matches: /^(?:des(?!-ede3)|rc4|rc2|bf|blowfish|idea|cast)/i },
    concern: "cipher",
    severity: "high",
    title: "The cipher can be broken",
    message:
      "What is encrypted with this algorithm can be read without the key by whoever collects enough of it or searches its small keys.",
    fix: "Use `aes-256-gcm` with a fresh random IV for each message.",
  },
  {
    call,
    argument: 0,
    unsafe: { matches: /^des-ede3|^3des/i },
    concern: "cipher",
    severity: "medium",
    confidence: "medium",
    title: "The blocks of the cipher are too small",
    message:
      "Whoever records some gigabytes under one key reads parts of them: triple DES has blocks of 64 bits, of which two are soon the same.",
    fix: "Use `aes-256-gcm` with a fresh random IV for each message.",
  },
  {
    call,
    argument: 2,
    unsafe: "literal",
    concern: "cipher",
    severity: "high",
    title: "Every message is encrypted with the same IV",
    message:
      "Equal messages give equal ciphertext, and with GCM or CTR two of them are enough to read both: the IV is written into the source.",
    fix: "Take `crypto.randomBytes(12)` for each message and store it in front of the ciphertext.",
  },
])

const broken: Setting[] = ["crypto.createCipher", "crypto.createDecipher"].map((call) => ({
  call,
  argument: 0,
  unsafe: "used",
  concern: "cipher",
  severity: "high",
  title: "The key is derived from the password with one round of MD5",
  message:
    "Passwords behind the ciphertext are tried by the billion, equal messages give equal ciphertext, and on Node 22 the call no longer exists: `createCipher` has neither salt nor IV.",
  fix: "Derive a key with `crypto.scrypt` and use `createCipheriv` with a fresh random IV.",
}))

const signatures: Setting[] = ["crypto.createSign", "crypto.createVerify"].map((call) => ({
  call,
  argument: 0,
  unsafe: { matches: /^(?:rsa-)?(?:md[45]|sha-?1)$/i },
  concern: "cipher",
  severity: "medium",
  title: "The signature can be forged through a collision",
  message: "Two documents with the same MD5 or SHA-1 can be made for money, and a signature of one is a signature of the other.",
  fix: "Use `SHA256`.",
}))

/** Node's own cryptography and crypto-js, which many use in its place. */
export const nodeCrypto: TechnologyModel = {
  technology: "Cryptography",
  packages: [],
  settings: [
    ...keyPairs,
    {
      ...LISTENED,
      call: "crypto.createDiffieHellman",
      unsafe: { below: 2048 },
      fix: 'Use `crypto.createECDH("prime256v1")` or X25519, or a group of 2048 bits at least.',
      safe: "2048",
    },
    ...groups,
    ...curves,
    ...ciphers,
    ...broken,
    ...signatures,
    ...["DES", "TripleDES", "RC4", "Rabbit"].map((name): Setting => ({
      call: `crypto-js.${name}.encrypt`,
      argument: 0,
      unsafe: "used",
      concern: "cipher",
      severity: "high",
      title: "The cipher can be broken",
      message: `What is encrypted with ${name} can be read without the key by whoever collects enough of it or searches its small keys.`,
      fix: "Use `aes-256-gcm` of `node:crypto` with a fresh random IV for each message.",
    })),
  ],
}
