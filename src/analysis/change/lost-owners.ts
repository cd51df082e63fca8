import type { Diff } from "../../model/diff.ts"
import { ownedCalls } from "../calls/owner-conditions.ts"
import type { OwnedCall } from "../calls/owner-conditions.ts"
import { isServerPath } from "../calls/server-path.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** A condition on the owner that a call had before a change and has no more. */
export interface LostOwner {
  readonly module: SourceModule
  /** The call as it is now. */
  readonly call: OwnedCall
  /** Names of the conditions that went: `userId`. */
  readonly lost: readonly string[]
}

/** Calls in the same function with the same callee as before that are no longer kept to the records of one owner. */
export function lostOwners(base: Project, head: Project, diff: Diff): LostOwner[] {
  const found: LostOwner[] = []
  for (const file of diff.files) {
    if (file.status === "deleted" || file.oldPath === null || !isServerPath(file.path)) continue
    const before = base.moduleOf(file.oldPath)
    const module = head.moduleOf(file.path)
    if (!before || !module) continue
    const now = Map.groupBy(ownedCalls(module), ({ key }) => key)
    for (const [key, then] of Map.groupBy(ownedCalls(before), (each) => each.key)) {
      const same = now.get(key) ?? []
      // With another number of calls nobody can tell which is which.
      if (same.length !== then.length) continue
      for (const [index, call] of same.entries()) {
        const had = then[index]?.owners ?? []
        // A condition that is written another way still keeps it.
        if (had.length === 0 || call.mentionsCaller || had.some((name) => module.textOf(call.node).includes(name))) continue
        found.push({ module, call, lost: [...new Set(had)] })
      }
    }
  }
  return found
}
