// By which words code inside functions refuses what was sent: a path that leaves its folder, an address nobody may call, a value not on the list.
// Only what keeps an attack out counts; that a name is missing is the business of forms.
import { codeOf } from "./refusal-words.ts"
import type { RefusalWords } from "./refusal-words.ts"

const ASKS = new RegExp(
  [
    // `isPathTraversal(`, `isWithin(`, `isPrivateAddress(`, `isValidUuid(`
    /(?:is|has|are|contains?|check|valid(?:ate)?|verify|match(?:es)?)_?\w{0,24}(?:with_?in|inside|outside|travers|escap|unsafe|safe|trusted|blocked|banned|private|internal|loopback|reserved|local_?host|sym(?:bolic)?_?link|absolute|allow(?:ed)?(?:host|url|origin|path|ip|domain|type|mime|ext|field|column|key)|(?:host|url|origin|domain|path|ip|file_?name|mime|extension|uuid|redirect|slug|signature|hmac)(?:valid|allowed|safe)|valid_?(?:url|host|origin|domain|path|ip|file|mime|extension|u?u?id|redirect|slug|object_?id|signature|hmac))\w{0,24}\s*\(/,
    /\.startsWith\(|\.isAbsolute\(|\.isSymbolicLink\(|\.includes\(\s{0,4}["'`](?:\.\.|\/|\\|\0|\\0|-|\$|<)/,
    /\.indexOf\(\s{0,4}["'`](?:\.\.|\/|\\|\0|\\0|\$|<)/,
    // `ALLOWED_HOSTS.includes(`, `supportedTypes.has(`
    /(?:allow|permit|block|den(?:y|ied)|white_?list|black_?list|safe|trusted|supported|valid|protected|forbidden|reserved)\w{0,30}(?:\.\w{1,20})?\.(?:includes|has|some|every|indexOf|test|find)\(/,
    // `isValidEndpoint(`, and a pattern that has to fit as a whole.
    /is_?valid\w{1,40}\(|\/\^[^\n]{2,200}\$\/[a-z]{0,3}\.test\(/,
    /\.(?:protocol|hostname)\b|\.includes\(\s{0,4}(?:protocol|hostname|scheme)\b/,
    /rate_?limit|throttl|too_?many_?requests/,
    /__proto__|\bprototype["'`]/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
)
// It goes no further, and says why.
const REFUSES =
  /^\{?\s*(?:(?:\/\/[^\n]*|[\w.?!]{1,60}\([^\n]*\);?)\n\s*){0,3}(?:throw\b|return\s+(?:await\s+)?(?:reject|cb|callback|done|next)\(\s*\S|(?:cb|callback|done|next)\(\s*new\s|reject\(|(?:return\s+)?(?:await\s+)?(?:res|\w{0,12}response|reply|ctx|h|c)\b[\s\S]{0,120}(?:\b4\d\d\b|bad_?request|forbidden|invalid)|(?:return\s+)?(?:await\s+)?[\w.]{1,40}\(\s*(?:res|response|reply|ctx)\b[\s\S]{0,120}\b4\d\d\b|return\s+(?:\w+\.)?(?:bad_?request|forbidden|invalid|fail|error)\w*\()/i
const THROWS =
  /(?:^|\.)(?:assert|ensure|validate|check|verify|reject|guard)_?\w{0,30}(?:path|url|host|uri|origin|domain|address|ip|file_?name|mime|extension|inside|within|safe|travers|ssrf|redirect|protocol|identifier|column|table)\w{0,20}$/i
// A schema, a decorator or a cleaner may do the same.
const CHECKS_OTHERWISE =
  /\b(?:z|Joi|joi|yup|v|t|Type)\.\w{2,}\(|[sS]chema\b|@(?:Is|Matches|Length|Max|Min|Validate)\w*\(|\.(?:safeParse|parseAsync|validate\w*)\(|sanit|escape|basename|normali[sz]e|encodeURI|\brealpath|allow_?list|white_?list/i

// What somebody has paid for is no attack.
const OF_THE_PRODUCT = /licen[sc]e|feature|quota|subscription|billing/i
const MAX_TEXT = 600
const MAX_NAME = 80

/** Refusals of what was sent, for what an attack would be made of. */
export const inputWords: RefusalWords = {
  isRefusal(condition, consequence) {
    const asked = condition.slice(0, MAX_TEXT)
    return REFUSES.test(consequence.slice(0, MAX_TEXT)) && ASKS.test(asked) && !OF_THE_PRODUCT.test(asked)
  },
  refuses: (consequence) => REFUSES.test(consequence.slice(0, MAX_TEXT)),
  isAskingCall: (callee) => THROWS.test(callee.slice(-MAX_NAME)),
  asks: (condition) => ASKS.test(condition.slice(0, MAX_TEXT)),
  couldAsk(line) {
    const code = codeOf(line)
    return ASKS.test(code) || CHECKS_OTHERWISE.test(code) || /\b(?:assert|ensure|validate|verify)\w{0,40}\(/i.test(code)
  },
  keeps: /(?:middlewares?|guard|valid|sanit|schemas?|dtos?)[^/]*(?:\/|\.\w+$)/i,
}
