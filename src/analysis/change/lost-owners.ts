import type { Diff } from "../../model/diff.ts"
import { isOfUser, ownedCalls } from "../calls/owner-conditions.ts"
import type { OwnedCall } from "../calls/owner-conditions.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { enclosingFunction } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { changedModules } from "./same-function.ts"

// Of one change; a finding names each.
const MAX_FOUND = 40

/** A condition on the owner that a call had before a change and has no more. */
export interface LostOwner {
  readonly module: SourceModule
  /** The call as it is now. */
  readonly call: OwnedCall
  /** Names of the conditions that went: `userId`. */
  readonly lost: readonly string[]
  /** Whether these kept it to what belongs to another record; else to what belongs to the caller. */
  readonly isParent: boolean
}

/** Calls in the same function with the same callee as before that are no longer kept to the records of one owner. */
export function lostOwners(base: Project, head: Project, diff: Diff): LostOwner[] {
  const found: LostOwner[] = []
  for (const { before, after: module } of changedModules(base, head, diff, isServerPath)) {
    const all = ownedCalls(module)
    const now = Map.groupBy(all, ({ key }) => key)
    const had = ownedCalls(before)
    const known = new Set(had.map(({ key }) => key))
    const asked = all.filter(({ key, owners }) => owners.length > 0 && !known.has(key))
    for (const [key, then] of Map.groupBy(had, (each) => each.key)) {
      const same = now.get(key) ?? []
      // With another number of calls nobody can tell which is which.
      if (same.length !== then.length) continue
      // `find({ userId, teamId })` in another table may come first now.
      if (same.some(({ node }) => asked.some((each) => enclosingFunction(each.node) === enclosingFunction(node)))) continue
      for (const [index, call] of same.entries()) {
        if (found.length >= MAX_FOUND) return found
        const before = then[index]
        const text = module.textOf(call.node)
        // A condition that is written another way still keeps it.
        const isGone = (name: string) => !text.includes(name) && !isCompared(module, call, name)
        const owners = [...new Set(before?.owners)]
        const users = owners.filter(isOfUser)
        const lost = users.length > 0 && users.every(isGone) && !call.mentionsUser ? users : owners
        // With other conditions than before it looks for something else.
        const rest = [...(before?.others ?? []), ...(before?.parents ?? []), ...owners].filter((name) => !lost.includes(name))
        const isSame = rest.every((name) => text.includes(name))
        if (lost.length > 0 && lost.every(isGone) && isSame && (lost === users || !call.mentionsCaller)) {
          found.push({ module, call, lost, isParent: false })
          continue
        }
        const parents = [...new Set(before?.parents)].filter((name) => isGone(name) && !users.includes(name))
        // The record that was asked for is still asked for by the same id.
        const same = call.others.filter((name) => before?.others.includes(name))
        if (
          parents.length > 0 &&
          call.parents.length < (before?.parents.length ?? 0) &&
          same.some((name) => /^_?id$|^slug$|^uuid$/i.test(name))
        )
          found.push({ module, call, lost: parents, isParent: true })
      }
    }
  }
  return found
}

// `if (comment.postId !== postId)` asks afterwards.
function isCompared(module: SourceModule, { node }: OwnedCall, name: string): boolean {
  const around = enclosingFunction(node)
  const text = around === null ? "" : module.textOf(around)
  const word = `\\b${escapePattern(name)}\\b`
  // That there is one is no comparison with another.
  return new RegExp(`${word}[)\\]]?\\s*[!=]==?(?!=|\\s*(?:undefined|null|["'\`\\d]))|[!=]==?\\s*[\\w.?]*${word}`).test(text)
}
