import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import type { Project } from "../source/project.ts"

/**
 * Whether a test of the same change speaks of a name or of the last word of a path, in a way that cannot be followed. It
 * gets the benefit of the doubt.
 */
export function isNamedInChangedTest(head: Project, change: ChangeView, name: string): boolean {
  const last =
    name
      .split("/")
      .filter((each) => each !== "" && !/^[:{*]/.test(each))
      .at(-1) ?? name
  return change.diff.files.some(
    (file) => file.status !== "deleted" && isTestPath(file.path) && (head.textOf(file.path) ?? "").includes(last),
  )
}
