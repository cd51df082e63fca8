import type { Setting, TechnologyModel } from "./model.ts"

const OLD = {
  title: "Connections may use a broken version of TLS",
  message:
    "Whoever is on the way talks both sides into a version whose ciphers can be read: TLS before 1.2 is withdrawn (RFC 8996) and Node has it off by default.",
  fix: "Remove the option; Node's default is TLS 1.2.",
} as const

/** The options of TLS that allow what is broken, by name; no other library has options of these names with such values. */
export const tlsOptions: readonly {
  readonly option: string
  readonly unsafe: RegExp
  readonly title: string
  readonly message: string
  readonly fix: string
  readonly safe?: string
}[] = [
  { ...OLD, option: "minVersion", unsafe: /^(?:TLSv1(?:\.1)?|SSLv[23])$/, safe: '"TLSv1.2"' },
  { ...OLD, option: "maxVersion", unsafe: /^(?:TLSv1(?:\.1)?|SSLv[23])$/ },
  { ...OLD, option: "secureProtocol", unsafe: /^(?:SSLv(?:2|3|23)|TLSv1(?:_1)?)_(?:server_|client_)?method$/ },
  {
    option: "ciphers",
    unsafe: /(?:^|:)(?:[\w-]*(?:RC4|NULL|EXPORT|EXP-|ADH|AECDH|DES-CBC(?!3))[\w-]*|ALL|COMPLEMENTOFDEFAULT)(?::|$)|@SECLEVEL=0/i,
    title: "Connections may use a broken cipher",
    message: "Whoever is on the way talks both sides into a cipher that can be read, or into none at all: the list allows one.",
    fix: "Remove the option; Node's own list is kept up to date.",
  },
]

const CALLS: readonly { readonly call: string; readonly argument: number }[] = [
  { call: "tls.createServer", argument: 0 },
  { call: "tls.connect", argument: 0 },
  { call: "tls.connect", argument: 1 },
  { call: "tls.connect", argument: 2 },
  { call: "tls.createSecureContext", argument: 0 },
  { call: "https.createServer", argument: 0 },
  { call: "https.request", argument: 0 },
  { call: "https.request", argument: 1 },
  { call: "https.get", argument: 0 },
  { call: "https.get", argument: 1 },
  { call: "https.Agent", argument: 0 },
  { call: "http2.createSecureServer", argument: 0 },
]
const NESTED: readonly { readonly call: string; readonly argument: number; readonly below: string }[] = [
  { call: "pg.Pool", argument: 0, below: "ssl" },
  { call: "pg.Client", argument: 0, below: "ssl" },
  { call: "mysql.createConnection", argument: 0, below: "ssl" },
  { call: "mysql.createPool", argument: 0, below: "ssl" },
  { call: "mysql2.createPool", argument: 0, below: "ssl" },
  { call: "mysql2/promise.createPool", argument: 0, below: "ssl" },
  { call: "ioredis", argument: 0, below: "tls" },
  { call: "nodemailer.createTransport", argument: 0, below: "tls" },
  { call: "fastify", argument: 0, below: "https" },
  { call: "kafkajs.Kafka", argument: 0, below: "ssl" },
]

/** Which versions and ciphers of TLS a connection may use. */
export const tlsVersions: TechnologyModel = {
  technology: "TLS",
  packages: [],
  settings: [
    ...[...CALLS.map((each) => ({ ...each, below: "" })), ...NESTED].flatMap(({ call, argument, below }) =>
      tlsOptions.map(({ option, unsafe, ...words }): Setting => ({
        ...words,
        concern: "transport",
        severity: "medium",
        call,
        argument,
        option: below === "" ? option : `${below}.${option}`,
        unsafe: { matches: unsafe },
      })),
    ),
    {
      concern: "transport",
      call: "nodemailer.createTransport",
      argument: 0,
      option: "ignoreTLS",
      unsafe: { is: [true] },
      severity: "medium",
      title: "Mails and the password of the mail server travel in the clear",
      message: "Whoever is on the way reads every mail and the credentials of the account: `ignoreTLS` keeps the connection unencrypted.",
      fix: "Remove the option.",
      safe: "false",
    },
  ],
}
