// A scene asks git the same about the same commits dozens of times, and a process of git costs more than its answer.
const MAX_ANSWERS = 400
const MAX_BYTES = 256 * 1024

const COMMANDS: ReadonlySet<string> = new Set(["cat-file", "diff-tree", "ls-tree", "merge-base", "rev-list", "rev-parse", "show"])
// `id`, `^id`, `id^{commit}`, `id^`, `id:path`, `id..id`, `id...id`.
const NAMED_BY_ID = /^\^?[0-9a-f]{40}(?:\^\{\w+\}|\^\d*|:[^]*|\.{2,3}[0-9a-f]{40})?$/

/** Takes the arguments of a git command, returns whether its answer can never become another one: it reads only, and names all by their full ids. */
export function isLasting([command = "", ...words]: readonly string[]): boolean {
  const end = words.indexOf("--")
  const first = words[0] ?? ""
  // `cat-file blob id`; elsewhere a branch may go by such a name.
  const from = command === "cat-file" && /^(?:blob|commit|tree)$/.test(first) ? 1 : 0
  const named = words.slice(from, end === -1 ? undefined : end).filter((word) => !word.startsWith("-"))
  return COMMANDS.has(command) && named.length > 0 && named.every((word) => NAMED_BY_ID.test(word))
}

/** Answers that are kept for whoever asks again; failures are not, because an object that is missing may still come. */
export interface LastingAnswers {
  /** Takes what is asked, and how to find out; what comes back must not be written to. */
  of(question: string, find: () => Promise<Buffer>): Promise<Buffer>
}

/** Creates an empty memory of at most 400 answers of 256 KB each; those that were not asked for the longest go first. */
export function createLastingAnswers(): LastingAnswers {
  const answers = new Map<string, Promise<Buffer>>()
  return {
    async of(question, find) {
      const known = answers.get(question) ?? find()
      answers.delete(question)
      answers.set(question, known)
      for (const oldest of answers.keys()) {
        if (answers.size <= MAX_ANSWERS) break
        answers.delete(oldest)
      }
      try {
        const answer = await known
        if (answer.byteLength > MAX_BYTES) answers.delete(question)
        return answer
      } catch (error) {
        answers.delete(question)
        throw error
      }
    },
  }
}
