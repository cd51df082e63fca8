import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import type { Project } from "../source/project.ts"
import { mayMeet, printOf, requirementOfText } from "../source/text-print.ts"
import type { TextPrint } from "../source/text-print.ts"

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
  const requirement = requirementOfText(last)
  return changedTests(head, change).some(({ text, print }) => mayMeet(print, requirement) && text.includes(last))
}

// Asked for every function of the change.
function changedTests(head: Project, { diff }: ChangeView): readonly { readonly text: string; readonly print: TextPrint }[] {
  return head.onceFor(diff, "changed tests", () =>
    diff.files
      .filter((file) => file.status !== "deleted" && isTestPath(file.path))
      .map((file) => head.codeOf(file.path) ?? "")
      .map((text) => ({ text, print: printOf(text) })),
  )
}
