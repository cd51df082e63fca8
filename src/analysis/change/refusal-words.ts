// By which words code inside functions turns callers away. Middleware has a place of its own, `routes/guard-words.ts`: its names say more, and there
// are fewer of them.

// What a refusal says of itself.
const REFUSES =
  /forbid|\bun_?auth|\bnot?[\w\s-]{0,12}(?:authori[sz]|authenticat|permi(?:tted|ssion)|logged|signed)|not[ _-]?allowed (?:to|here)|access[ _-]?(?:denied|refused)|\b(?:denied|insufficient|lacks?|missing)\b[\w\s]{0,20}(?:permission|privilege|scope|access|role)|\bno-privileges|(?:status|code|error|exception|send)\w{0,20}\W{1,3}(?:\w{1,40},\s{0,4})?40[13]\b|\b40[13],|(?:must|have to|need to) (?:be |have )?(?:log|sign|an? admin|admin|the owner)|(?:auth\w{0,20}|access|permission)(?:error|exception)/i
// What a condition asks of the caller.
const ASKS =
  /(?:is|has|can|may|check|allow|verif|require|ensure|assert)_?\w{0,30}(?:admin|role|staff|owner|member|author|permission|permit|right|privilege|access|allowed|auth|login|logged|session|forbidden)|(?:permission|privilege|role|access|auth|acl|ability|polic(?:y|ies))s?\.\w|\.(?:role|roles|isAdmin|permissions|ownerId|isOwner)\b|\buser\w{0,10}\??\.(?:_?id|uid)\s*!==?|!==?\s*(?:\w{1,30}\??\.){0,3}user\w{0,10}\??\.(?:_?id|uid)\b/i
// In these words the case tells `canEdit` from `cancel`.
const MAY = /\b[cC]an(?:not)?\(|(?:[cC]an|\bmay|[a-z]May)(?=[A-Z])/
// Switched off for all, and not closed to some.
const ASKS_FOR_SETTING =
  /flag(?!g)|feature_?enabled|features?\.(?:is|has)|is_?(?:enabled|disabled)|disabled?\b|config\b(?!\()|settings?\b(?!\()|process\.env|maintenance|licen[sc]e|quota/i
const LEAVES =
  /^\{?\s*(?:\/\/[^\n]*\n\s*)*(?:throw\b|return\s+(?:await\s+)?(?:res|reply|response|next|redirect|ctx)\b|(?:res|reply|response)\.redirect)/
// `socket.send({ … }); return`: says so and does no more.
const SAYS_AND_LEAVES = /\)\s*;?\s*return(?:\s+(?:null|false|undefined))?\s*;?\s*\}?\s*$/
// `if (!hasAdminAccess(request)) return`: one who may not gets nothing, and is not told.
const LEAVES_ONLY = /^\{?\s*return(?:\s+(?:null|false|undefined|\[\]))?\s*;?\s*\}?$/
const CALLS_FOR_RIGHT =
  /!\s*(?:await\s+)?\(?\s*(?:await\s+)?[\w$.?]{0,60}\b(?:has|can|check|is)\w{0,24}(?:Admin|Access|Permission|Role|Owner|Authori[sz]ed)\w{0,20}(?:\?\.)?\(/
const SAYS_SOMETHING = /\b(?:throw|return|next|res|reply|response|ctx|deny|reject|redirect|abort|send|error)\b/i

const THROWS_FOR_SOME =
  /(?:^|\.)(?:assert|ensure|require|check|verify|validate|authori[sz]e|authenticate|enforce|demand|must|throw_?(?:if|unless))\w{0,60}$/i
const OF_CALLERS =
  /belongs|auth|admin|role|owner|member|permission|permitted|privilege|access|login|session|token|jwt|signature|rights|user_?(?:is|has|can|may|in)_?[a-z]|passw|credential|passcode|otp\b|two_?factor|2fa|mfa|captcha/i

const CALLS_A_CHECK =
  /(?:auth|admin|role|owner|permission|permitted|privilege|access|logged|allowed|guard|verif|session|token|policy|policies|acl)\w{0,40}(?:\.\w{1,40}){0,3}\s{0,4}\(/i
const NAMES_A_CHECK =
  /\b(?:authenticate|authorize|(?:require|ensure|is|has|check)[A-Z]\w{0,40}|\w{0,40}(?:Guard|Auth|Middleware))\s{0,4}[,)\]]/
// What is called so throws for some; whom it asks about is in its arguments.
const ASSERTS = /\b(?:assert|ensure|enforce|guard|must)[A-Z]\w{0,60}\s{0,4}\(/
const DECORATES = /@\w{0,40}(?:auth|guard|roles?|permission|polic|scope|public)/i

// A refusal is short, and a name is.
const MAX_REFUSAL = 600
const MAX_NAME = 80
// Nobody writes a longer line of code.
const MAX_LINE = 1_000

/** By which words statements that turn something away are told from others. All take code as it is written. */
export interface RefusalWords {
  /** Whether an `if` with this condition and this consequence refuses. */
  isRefusal(condition: string, consequence: string): boolean
  /** Whether a consequence refuses, whatever it was that was asked. */
  refuses(consequence: string): boolean
  /** Whether a call of this function, whose answer nobody takes, throws for some. */
  isAskingCall(callee: string): boolean
  /** Whether one of the alternatives of such a condition is worth missing. */
  asks(condition: string): boolean
  /** Whether a line could ask anything of the kind, here or, with `keeps`, before what is called from elsewhere. */
  couldAsk(line: string): boolean
  /** Paths of files whose functions are set before others elsewhere. */
  readonly keeps: RegExp
}

/** Refusals of somebody for who they are or what they may. */
export const callerWords: RefusalWords = {
  isRefusal,
  refuses: (consequence) => REFUSES.test(consequence.slice(0, MAX_REFUSAL)),
  isAskingCall,
  asks: (condition) => ASKS.test(condition.slice(0, MAX_REFUSAL)) || MAY.test(condition.slice(0, MAX_REFUSAL)),
  couldAsk,
  keeps: /(?:middlewares?|guard|auth(?!or)|permission|polic|access|privilege|acl)[^/]*(?:\/|\.\w+$)/i,
}

function isRefusal(condition: string, consequence: string): boolean {
  const then = consequence.slice(0, MAX_REFUSAL)
  const asked = condition.slice(0, MAX_REFUSAL)
  if (!SAYS_SOMETHING.test(then)) return false
  const asksForRight = ASKS.test(asked) || MAY.test(asked)
  if (LEAVES_ONLY.test(then)) return CALLS_FOR_RIGHT.test(asked) && !ASKS_FOR_SETTING.test(asked)
  return REFUSES.test(then)
    ? asksForRight || !ASKS_FOR_SETTING.test(asked)
    : asksForRight && asked.includes("!") && (LEAVES.test(then) || SAYS_AND_LEAVES.test(then))
}

/** Whether a refusal, as written, asks no more than who is calling; a login before it asks the same. */
export function asksForLogin(refusal: string): boolean {
  const text = refusal.slice(0, MAX_REFUSAL)
  return /\b401\b|un_?auth(?!ori[sz]ed to)|log(?:ged)?[ _-]?in|sign(?:ed)?[ _-]?in/i.test(text) && !/\b403\b|forbid|permission/i.test(text)
}

// `assertCanEdit`, `jwt.verify`; `cannot("delete", "Member", …)` takes a right away.
function isAskingCall(callee: string): boolean {
  const name = callee.slice(-MAX_NAME)
  if (/^(?:\w{1,40}\.)?cannot$/.test(name)) return true
  return THROWS_FOR_SOME.test(name) && (OF_CALLERS.test(name) || MAY.test(name))
}

/** Whether a function of this name does nothing but let people in or turn them away. */
export function isDoor(symbol: string): boolean {
  return /(?:^|\.)(?:on_?(?:connect|upgrade|auth\w{0,20})|verifyClient|allowRequest|canActivate)$/i.test(symbol.slice(-MAX_NAME))
}

// It refuses, calls something named so, or sets a guard.
function couldAsk(line: string): boolean {
  const code = codeOf(line)
  return (
    REFUSES.test(code) ||
    CALLS_A_CHECK.test(code) ||
    MAY.test(code) ||
    ASSERTS.test(code) ||
    NAMES_A_CHECK.test(code) ||
    DECORATES.test(code)
  )
}

/** A line of code without the comment behind it, which does nothing, and no longer than people write them. */
export function codeOf(line: string): string {
  return line.slice(0, MAX_LINE).replace(/(?:^|\s)(?:\/\/|\/?\*).*$/, "")
}
