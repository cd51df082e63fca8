/** A way of taking a protection out of a line, as a careless change would. */
export interface Cut {
  readonly kind: string
  /** The line without it; `null` to delete the line, a number to delete so many lines from it on, `undefined` where there is nothing to take out. */
  readonly cut: (line: string, before: readonly string[], after: readonly string[]) => string | null | number | undefined
}

const GUARD = String.raw`[\w.]*(?:ensureLogged|ensureAuth|isAuth|isLogged|requireAuth|authenticate|authorize|isAdmin|protect|jwtAuth|checkAuth|auth(?=[(,\s]))[\w.]*(?:\([^()]*\))?`
const LIMITER = String.raw`[\w.]*(?:rateLimit|limiter|throttle)[\w.]*(?:\([^()]*\))?`
const CHECK = String.raw`[\w.]*(?:validate|validator|celebrate)[\w.]*(?:\((?:[^()]|\([^()]*\))*\))?`
const REFUSAL = /throw new \w*(?:Forbidden|Unauthori[sz]ed|NoAccess|Permission)\w*\(|\.status\(40[13]\)|sendStatus\(40[13]\)|no-privileges/
const REGISTERS = /\.(?:get|post|put|patch|delete|all)\(\s*['"`]|setup\w*Route\(/

/** What each kind of protection looks like on one line. */
export const cuts: readonly Cut[] = [
  { kind: "login", cut: (line) => withoutArgument(line, GUARD) },
  { kind: "login of a controller", cut: (line) => (/^\s*@UseGuards\(.*\)\s*$/.test(line) ? null : undefined) },
  {
    kind: "login of a router",
    cut: (line) => (new RegExp(String.raw`^\s*\w+\.use\((?:['"][^'"]*['"],\s*)?${GUARD}\);?$`, "i").test(line) ? null : undefined),
  },
  { kind: "validation", cut: (line) => withoutArgument(line, CHECK) },
  {
    kind: "rate limit",
    cut: (line) =>
      withoutArgument(line, LIMITER) ?? (/^\s*(?:app|router|server)\.use\(.*(?:limiter|rateLimit).*\);?$/i.test(line) ? null : undefined),
  },
  {
    kind: "headers",
    cut: (line) => (/^\s*\w+\.(?:use|register)\(\s*(?:helmet|fastifyHelmet|lusca|secureHeaders)\b.*\);?$/.test(line) ? null : undefined),
  },
  {
    kind: "owner in a condition",
    cut: (line, before) =>
      /^\s*(?:userId|user_id|ownerId|owner|uid|workspaceId):\s*(?:req|request|ctx|this\.request|user|authUser|workspace)\b[\w.!?]*,?\s*$/.test(
        line,
      ) &&
      before.slice(-4).some((each) => /\bwhere\b|find\w*\(|delete\w*\(/.test(each)) &&
      !before.slice(-4).some((each) => /\.set\(|\blog\w*\(|\bdata:|=\s*\{\s*$/.test(each))
        ? null
        : undefined,
  },
  {
    kind: "refusal in a function",
    cut: (line, _before, after) => {
      if (!/^\s*if \(.*\)/.test(line)) return undefined
      if (line.endsWith(";")) return REFUSAL.test(line) ? null : undefined
      const end = after.findIndex((each) => /^\s*\}\s*$/.test(each))
      return line.endsWith("{") && end >= 0 && after.slice(0, end).some((each) => REFUSAL.test(each)) ? end + 2 : undefined
    },
  },
  {
    kind: "transaction of a statement",
    cut: (line) => {
      // What is told of an event takes part in nothing.
      if (/\.emit\(/.test(line)) return undefined
      const shorter = line.replace(/,\s*(?:\{\s*(?:transaction(?::\s*\w+)?|session)\s*\}|tr?x)(?=\s*\))/, "")
      return shorter === line ? undefined : shorter
    },
  },
]

function withoutArgument(line: string, argument: string): string | undefined {
  if (!REGISTERS.test(line)) return undefined
  const all = [...line.matchAll(new RegExp(String.raw`(?<=[(,[]\s*)${argument}\s*(?:,\s*|(?=\]))`, "gi"))]
  const [only] = all
  // With a second one behind it the route is still protected.
  if (only === undefined || all.length !== 1 || only.index === 0) return undefined
  const shorter = `${line.slice(0, only.index)}${line.slice(only.index + only[0].length)}`.replace(/,\s*\]/, "]")
  return /\(\s*\)/.test(shorter.slice(0, only.index + 2)) ? undefined : shorter
}
