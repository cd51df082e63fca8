import type { Evidence } from "../model/ports.ts"
import type { SuggestionTrial } from "../model/question.ts"
import type { HeadRequest, Reply } from "./messages.ts"

// A review reads some dozens of files and asks some hundreds of questions.
const MAX_REQUESTS = 3_000
const MAX_PROOFS = 120
// Of all files together, so that a change that points everywhere does not pull the whole repository over.
const MAX_CHARACTERS = 40_000_000

/** Answers what the process asks about the head, and nothing else. */
export interface HeadDoor {
  /** Never throws but for what the reader throws, which is the signal. */
  answer(request: HeadRequest): Promise<Reply>
  /** Whether exactly this change was tried here, for this finding, and holds. */
  wasProven(trial: SuggestionTrial): boolean
}

/** Opens the door for one review. Paths are looked up in the head's tree; what is not a plain file there is never handed to git. */
export function openHeadDoor({ reader, head }: Pick<Evidence, "reader" | "head">): HeadDoor {
  const proven = new Set<string>()
  let requests = 0
  let proofs = 0
  let characters = 0
  const read = async (paths: readonly string[]): Promise<Reply> => {
    const asked = [...new Set(paths)]
    const isFile = (path: string) => head.entries.get(path)?.mode.startsWith("100") === true
    const unreadable = asked.filter((path) => !isFile(path)).map((path) => ({ path, reason: "not a file of the head" }))
    if (characters > MAX_CHARACTERS) return { kind: "read", files: [], unreadable: asked.map((path) => ({ path, reason: tooMuch })) }
    const tree = await reader.read(asked.filter(isFile))
    const files = [...tree.files.values()].filter(({ path }) => asked.includes(path))
    characters += files.reduce((sum, { text }) => sum + text.length, 0)
    return { kind: "read", files, unreadable: [...unreadable, ...[...tree.unreadable].map(([path, reason]) => ({ path, reason }))] }
  }
  return {
    async answer(request) {
      if (++requests > MAX_REQUESTS) return refuse(request)
      switch (request.kind) {
        case "read":
          return read(request.paths)
        case "ask":
          return { kind: "ask", answer: await reader.ask(request.question) }
        case "prove": {
          if (++proofs > MAX_PROOFS) return refuse(request)
          const proof = await reader.prove(request.trial)
          if (proof.proven) proven.add(keyOf(request.trial))
          return { kind: "prove", proof }
        }
      }
    },
    wasProven: (trial) => proven.has(keyOf(trial)),
  }
}

const tooMuch = "more was asked than a review needs"

function refuse(request: HeadRequest): Reply {
  switch (request.kind) {
    case "read":
      return { kind: "read", files: [], unreadable: request.paths.map((path) => ({ path, reason: tooMuch })) }
    case "ask":
      return { kind: "ask", answer: { kind: "unknown", reason: tooMuch } }
    case "prove":
      return { kind: "prove", proof: { proven: false, reason: tooMuch } }
  }
}

function keyOf({ path, startLine, endLine, replacement, removes }: SuggestionTrial): string {
  return JSON.stringify([path, startLine, endLine, replacement, removes])
}
