import type { Setting, TechnologyModel } from "./model.ts"

const OFF = { concern: "protection", severity: "medium" } as const

const statements: Setting[] = [
  "mysql.createConnection",
  "mysql.createPool",
  "mysql2.createConnection",
  "mysql2.createPool",
  "mysql2/promise.createConnection",
  "mysql2/promise.createPool",
  "mariadb.createConnection",
  "mariadb.createPool",
].map((call) => ({
  ...OFF,
  call,
  argument: 0,
  option: "multipleStatements",
  unsafe: { is: [true] },
  confidence: "medium",
  title: "One query may carry further statements",
  message:
    "An injection anywhere in the service adds statements of its own, `; DROP TABLE …`, in place of bending one: `multipleStatements` allows several in one call.",
  fix: "Remove the option, and run migrations over a connection of their own.",
  safe: "false",
}))

const passwords: Setting[] = [
  "mysql.createConnection",
  "mysql.createPool",
  "mysql2.createConnection",
  "mysql2.createPool",
  "mysql2/promise.createConnection",
  "mysql2/promise.createPool",
  "mariadb.createPool",
  "pg.Pool",
  "pg.Client",
].map((call) => ({
  ...OFF,
  call,
  argument: 0,
  option: "password",
  unsafe: { is: [""] },
  confidence: "medium",
  title: "The database is used without a password",
  message: "Whoever reaches the port of the database reads and changes everything: the account this connects with has an empty password.",
  fix: "Give the account a password and take it from the environment.",
}))

const parsers: Setting[] = [
  { call: "http.createServer", argument: 0 },
  { call: "https.createServer", argument: 0 },
  { call: "http.request", argument: 0 },
  { call: "http.request", argument: 1 },
  { call: "https.request", argument: 0 },
].map((each) => ({
  ...OFF,
  ...each,
  option: "insecureHTTPParser",
  unsafe: { is: [true] },
  severity: "high",
  title: "Requests can be smuggled past the proxy",
  message:
    "What a proxy takes for one request this server may take for two, and the second reaches it unchecked, in the name of another visitor: `insecureHTTPParser` accepts headers that servers read differently.",
  fix: "Remove the option, and have the sender mend its headers.",
  safe: "false",
}))

const waiting: Setting[] = [
  { call: "http.createServer", option: "requestTimeout" },
  { call: "http.createServer", option: "headersTimeout" },
  { call: "https.createServer", option: "requestTimeout" },
  { call: "https.createServer", option: "headersTimeout" },
].map((each) => ({
  ...OFF,
  ...each,
  argument: 0,
  unsafe: { is: [0] },
  title: "A slow sender keeps its connection for ever",
  message:
    "A few hundred connections that send one byte a minute take all there are, and no time limit ends them: the value `0` switches it off.",
  fix: "Remove the option; Node waits a minute for the headers and five for a request.",
}))

const markup: Setting[] = ["allowedTags", "allowedAttributes"].map((option) => ({
  ...OFF,
  call: "sanitize-html",
  argument: 1,
  option,
  unsafe: { is: [false] },
  severity: "high",
  title: "The sanitizer lets everything through",
  message: `A script in the text runs in every visitor's browser: \`${option}: false\` means all of them to \`sanitize-html\`, not none.`,
  fix: "List what is allowed; `[]` allows none.",
}))

const prototypes: Setting[] = ["allowProtoPropertiesByDefault", "allowProtoMethodsByDefault"].map((option) => ({
  ...OFF,
  call: "express-handlebars.engine",
  argument: 0,
  option: `runtimeOptions.${option}`,
  unsafe: { is: [true] },
  confidence: "medium",
  title: "Views reach what objects inherit",
  message: `Whoever can write a part of a view reaches constructors and with them code: \`${option}\` lifts the fence that Handlebars put there after such attacks.`,
  fix: "Hand plain objects to the views, `.lean()` with Mongoose or `toJSON()`, and remove the option.",
}))

const poisoning: Setting[] = ["onProtoPoisoning", "onConstructorPoisoning"].map((option) => ({
  ...OFF,
  call: "fastify",
  argument: 0,
  option,
  unsafe: { is: ["ignore"] },
  title: "Bodies may carry __proto__",
  message: `A body with such a key changes what every object inherits once it is merged or copied: \`${option}: "ignore"\` lets it through to the handlers.`,
  fix: 'Remove the option, or use `"remove"`.',
  safe: '"remove"',
}))

// Fastify's documentation and Ajv's own warn of it.
const allErrors: Setting[] = [
  { call: "fastify", option: "ajv.customOptions.allErrors" },
  { call: "ajv", option: "allErrors" },
  { call: "ajv.default", option: "allErrors" },
  { call: "ajv.Ajv", option: "allErrors" },
  { call: "ajv/dist/2019", option: "allErrors" },
  { call: "ajv/dist/2020", option: "allErrors" },
].map((each) => ({
  ...OFF,
  ...each,
  argument: 0,
  unsafe: { is: [true] },
  severity: "low",
  confidence: each.call === "fastify" ? "medium" : "low",
  title: "A wrong body is checked to its end",
  message:
    "A large body with thousands of mistakes costs time and memory for each of them: `allErrors` goes on after the first, which the authors of Ajv advise against for what strangers send.",
  fix: "Remove the option, or limit the length of lists and texts in the schema and the size of bodies.",
  safe: "false",
}))

const hapi: Setting[] = ["server", "Server"].flatMap((made): Setting[] => [
  {
    ...OFF,
    call: `@hapi/hapi.${made}`,
    argument: 0,
    option: "routes.validate.failAction",
    unsafe: { is: ["ignore", "log"] },
    severity: "high",
    title: "Input that fails its check is taken all the same",
    message: "Handlers get what the schema refuses, on every route: with this `failAction` a failed check is no reason to answer with 400.",
    fix: 'Use `"error"`, or a function that logs and throws.',
    safe: '"error"',
  },
  {
    ...OFF,
    call: `@hapi/hapi.${made}().route`,
    argument: 0,
    option: "options.validate.failAction",
    unsafe: { is: ["ignore", "log"] },
    title: "Input that fails its check is taken all the same",
    message: "The handler gets what the schema refuses: with this `failAction` a failed check is no reason to answer with 400.",
    fix: 'Use `"error"`, or a function that logs and throws.',
    safe: '"error"',
  },
])

/** Options of libraries that take away what they protect from by default. */
export const safeDefaults: TechnologyModel = {
  technology: "Safe defaults",
  packages: [],
  settings: [...statements, ...passwords, ...parsers, ...waiting, ...markup, ...prototypes, ...poisoning, ...allErrors, ...hapi],
}
