import type { Technology } from "../../model/analysis.ts"
import type { Project } from "../source/project.ts"

/** The technologies a repository uses, with version and evidence, in a fixed order. */
export function detectStack(_project: Project): Technology[] {
  return []
}
