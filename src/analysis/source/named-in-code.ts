import type { Project } from "./project.ts"

/**
 * Whether the code of a file names something, be it in a text of one word: neither its comments nor its messages count. Like `codeMentions`, for
 * what is there because a word for it is.
 */
export function isNamedInCode(project: Project, path: string, pattern: RegExp): boolean {
  if (!project.codeMentions(path, pattern)) return false
  const module = project.moduleOf(path)
  return module === null || pattern.test(module.namesOf(module.program))
}
