import type { Located } from "./run-rules.ts"

/**
 * Takes what was found on both sides, returns what is only at the head and what is only at the base. Code that only moved to another file counts
 * as neither.
 */
export function compareSides(head: readonly Located[], base: readonly Located[]): { added: Located[]; removed: Located[] } {
  const inBase = new Set(base.map((each) => each.fingerprint))
  const inHead = new Set(head.map((each) => each.fingerprint))
  const gone = new Set(base.filter((each) => !inHead.has(each.fingerprint)))
  const fresh = head.filter((each) => !inBase.has(each.fingerprint))
  const goneByRule = Map.groupBy(gone, ({ rule }) => rule.id)
  const pair = (isSame: (before: Located, now: Located) => boolean) => (now: Located) => {
    const before = goneByRule.get(now.rule.id)?.find((each) => gone.has(each) && isSame(each, now))
    if (before === undefined) return true
    gone.delete(before)
    return false
  }
  const isAlike = (before: Located, now: Located) => now.identity.code !== "" && before.identity.code === now.identity.code
  // The same code in another file was moved; in the same file what stands around it has another name now. That is no excuse for a hole: under
  // another name it may be open to others. The same claim about other code in the same function was touched on the way by
  // somebody who wanted something else; it is neither new nor fixed.
  const isInSame = (before: Located, now: Located) => before.identity.symbol === now.identity.symbol
  const isMoved = (before: Located, now: Located) => before.path !== now.path && isInSame(before, now) && isAlike(before, now)
  const isRenamed = (before: Located, now: Located) =>
    now.rule.section !== "security" && before.identity.path === now.identity.path && isAlike(before, now)
  const isTouched = (before: Located, now: Located) =>
    before.identity.path === now.identity.path && isInSame(before, now) && titleOf(before) === titleOf(now)
  const added = fresh.filter(pair(isMoved)).filter(pair(isRenamed)).filter(pair(isTouched))
  return { added, removed: [...gone] }
}

function titleOf({ draft, rule }: Located): string {
  return draft.title ?? rule.title
}
