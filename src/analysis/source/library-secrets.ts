import { bare, propertyOf, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import { originOf } from "./meaning.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"
import { isPlaceholder, looksChosen, looksIssued } from "./secret-words.ts"

type Call = Node & { type: "CallExpression" | "NewExpression" }

/** What a call does with a secret, and what whoever knows the secret can do. */
export interface SecretUse {
  readonly callee: RegExp
  readonly argument: number
  /** The property of the argument that holds it, where it is an object; `*` for any property below another. */
  readonly option?: string
  /** What the text has to look like; any text by default. */
  readonly when?: (text: string) => boolean
  readonly what: string
  readonly power: string
}

const ACCOUNT = { what: "A client logs in", power: "use the account behind it", when: looksIssued } as const
const COOKIES = { what: "Cookies are signed", power: "make cookies the service takes for its own" } as const
const VISITORS = { what: "Visitors log in", power: "log in" } as const
const TOKENS = { what: "Tokens are signed", power: "make tokens the service accepts, for any user" } as const
const MESSAGES = { what: "Messages are authenticated", power: "make messages that pass this check" } as const

const USES: readonly SecretUse[] = [
  { ...TOKENS, callee: /^jsonwebtoken\.(?:sign|verify)$/, argument: 1 },
  { ...TOKENS, callee: /^jose\.jwtVerify$/, argument: 1 },
  { ...TOKENS, callee: /^jose\.SignJWT\(\).*\.sign$/, argument: 0 },
  { ...COOKIES, callee: /^(?:cookie-parser|keygrip)$/, argument: 0 },
  {
    callee: /^crypto\.create(?:Cipher|Decipher)(?:iv)?$|^crypto-js\.(?:AES|TripleDES|DES|Rabbit|RC4)\.(?:encrypt|decrypt)$/,
    argument: 1,
    what: "Data are encrypted",
    power: "read what is encrypted, and write what passes for it",
  },
  {
    callee: /^crypto\.(?:scrypt|pbkdf2)(?:Sync)?$/,
    argument: 0,
    what: "A key is derived",
    power: "derive the same key and read what it encrypts",
  },
  { callee: /^crypto\.createSecretKey$/, argument: 0, what: "A key is made", power: "make the same key" },
  { ...MESSAGES, callee: /^crypto-js\.Hmac\w+$/, argument: 1 },
  { ...MESSAGES, callee: /^crypto\.createHmac$/, argument: 1 },
  // Clients of services, whose documentation says where the secret goes.
  { ...ACCOUNT, callee: /^(?:twilio(?:\.Twilio)?|plivo\.Client)$/, argument: 1 },
  {
    ...ACCOUNT,
    callee:
      /^(?:stripe(?:\.Stripe)?|postmark\.(?:Server|Account)?Client|telegraf\.Telegraf|grammy\.Bot|node-telegram-bot-api|messagebird(?:\.initClient)?|resend\.Resend|mandrill-api(?:\.Mandrill)?|@sendgrid\/mail\.setApiKey|discord\.js\.Client\(\)\.login)$/,
    argument: 0,
  },
  { ...ACCOUNT, callee: /^sequelize(?:\.Sequelize)?$/, argument: 2, when: looksChosen },
  { ...ACCOUNT, callee: /^ldapjs\.createClient\(\)\.bind$/, argument: 1, when: looksChosen },
]

const IN_OPTIONS: readonly (SecretUse & { readonly option: string })[] = [
  { what: "Sessions are signed", power: "make a session for any user", callee: /^cookie-session$/, argument: 0, option: "keys" },
  { ...COOKIES, callee: /^cookies$/, argument: 2, option: "keys" },
  { ...VISITORS, callee: /^express-basic-auth$/, argument: 0, option: "users.*" },
  { ...VISITORS, callee: /^koa-basic-auth$/, argument: 0, option: "pass" },
  { ...VISITORS, callee: /^hono\/basic-auth\.basicAuth$/, argument: 0, option: "password" },
]

const WITH_OPTIONS = /^(?:cookie-session|cookies|express-basic-auth|koa-basic-auth|hono\/basic-auth)$/

/** What stands in every file in which a library is given a secret. */
export const GIVES_SECRET =
  /jsonwebtoken|["']jose["']|cookie-parser|keygrip|cookie-session|["']cookies["']|basic-auth|twilio|plivo|stripe|postmark|telegraf|grammy|telegram|messagebird|resend|mandrill|sendgrid|discord|sequelize|ldapjs/i

/** A secret as text that is given to a call; `null` when there is none. */
export function secretGiven(project: Project, module: SourceModule, call: Call): { readonly node: Node; readonly use: SecretUse } | null {
  return inArguments(project, module, call) ?? inOptions(project, module, call)
}

function inArguments(project: Project, module: SourceModule, call: Call): { readonly node: Node; readonly use: SecretUse } | null {
  // Following a callee costs more than looking whether there is a text to speak of.
  if (!call.arguments.slice(0, 3).some((each) => writtenText(each) !== null)) return null
  const origin = originOf(project, module, call.callee) ?? ""
  for (const use of USES) {
    const node = call.arguments[use.argument]
    if (node && use.callee.test(origin) && isSecret(writtenText(node), use)) return { node, use }
  }
  return null
}

function inOptions(project: Project, module: SourceModule, call: Call): { readonly node: Node; readonly use: SecretUse } | null {
  if (!module.imports.some(({ specifier }) => WITH_OPTIONS.test(specifier))) return null
  if (!call.arguments.some((each) => bare(each).type === "ObjectExpression")) return null
  const origin = originOf(project, module, call.callee) ?? ""
  for (const use of IN_OPTIONS) {
    if (!use.callee.test(origin)) continue
    for (const node of optionsNamed(call.arguments[use.argument], use.option)) {
      const text = writtenText(node)
      if (isSecret(text, use) && text !== null && !isPlaceholder(text)) return { node, use }
    }
  }
  return null
}

function isSecret(text: string | null, { when }: SecretUse): boolean {
  return text !== null && text !== "" && (when === undefined || when(text))
}

/** The values of an option, or with `.*` those of everything in it. */
function optionsNamed(object: Node | undefined, option: string): readonly Node[] {
  const [name = "", all] = option.split(".")
  const value = propertyOf(object, name)
  if (value === null || all === undefined) return value === null ? [] : [value]
  const inner = bare(value)
  return inner.type === "ObjectExpression" ? inner.properties.flatMap((each) => (each.type === "Property" ? [each.value] : [])) : []
}

/** The text a secret is written as: by itself, as bytes, `Buffer.from("…")`, or as the first of a list; `null` for anything else. */
export function writtenText(node: Node | null | undefined): string | null {
  if (!node) return null
  const inner = bare(node)
  if (inner.type === "ArrayExpression") return stringOf(inner.elements[0])
  if (inner.type !== "CallExpression") return stringOf(inner)
  const callee = bare(inner.callee)
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return null
  const owner = bare(callee.object)
  const isBuffer = owner.type === "Identifier" && owner.name === "Buffer" && callee.property.name === "from"
  const isEncoder = owner.type === "NewExpression" && owner.callee.type === "Identifier" && owner.callee.name === "TextEncoder"
  return isBuffer || (isEncoder && callee.property.name === "encode") ? stringOf(inner.arguments[0]) : null
}
