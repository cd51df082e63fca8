import { createEgress } from "../../../src/hygiene/egress.ts"
import type { HeadReader } from "../../../src/model/ports.ts"
import type { AnalysisAnswer, AnalysisQuestion } from "../../../src/model/question.ts"
import type { SourceFile, SourceTree, TreeEntry } from "../../../src/model/source.ts"
import { openShownHead } from "../../../src/expert/shown-head.ts"
import { createToolBox } from "../../../src/expert/tools/create-tool-box.ts"
import type { ToolBoxOptions } from "../../../src/expert/tools/create-tool-box.ts"

/** A head in memory that writes down every path it is asked for. */
export interface FakeHead {
  readonly asked: string[]
  readonly questions: AnalysisQuestion[]
  readonly head: SourceTree
  readonly reader: HeadReader
}

export interface FakeFile {
  readonly text: string
  readonly mode?: string
  /** Read with the analysis, so that nobody has to ask for it. */
  readonly isHere?: boolean
}

export function fakeHead(files: Readonly<Record<string, FakeFile>>, answer?: AnalysisAnswer): FakeHead {
  const entries = new Map<string, TreeEntry>()
  const contents = new Map<string, SourceFile>()
  for (const [path, { text, mode = "100644" }] of Object.entries(files)) {
    entries.set(path, { path, mode, id: `${entries.size}`.padStart(40, "0") })
    contents.set(path, { path, id: "", text })
  }
  const here = new Map([...contents].filter(([path]) => files[path]!.isHere === true))
  const asked: string[] = []
  const questions: AnalysisQuestion[] = []
  const sha = "a".repeat(40)
  return {
    asked,
    questions,
    head: { sha, entries, files: here, unreadable: new Map() },
    reader: {
      read(paths) {
        asked.push(...paths)
        const read = new Map(paths.flatMap((path) => (contents.has(path) ? [[path, contents.get(path)!] as const] : [])))
        return Promise.resolve({ sha, entries, files: read, unreadable: new Map() })
      },
      ask(question) {
        questions.push(question)
        return Promise.resolve(answer ?? { kind: "unknown", reason: "no analysis" })
      },
      prove: () => Promise.resolve({ proven: false, reason: "not here" }),
    },
  }
}

export function toolBoxOver({ head, reader }: FakeHead, options: Partial<ToolBoxOptions> = {}) {
  const egress = createEgress("key")
  const clean = (text: string) => Promise.resolve(egress.show(text))
  const box = createToolBox({ evidence: { head, reader }, shownHead: openShownHead({ head, reader }, clean), clean, ...options })
  return {
    ...box,
    async ask(
      name: string,
      input: unknown,
    ): Promise<{ readonly isError: boolean; readonly answer: Record<string, unknown>; readonly text: string }> {
      const { text, isError } = await box.call(name, input, new AbortController().signal)
      return { text, isError, answer: JSON.parse(text) as Record<string, unknown> }
    },
  }
}
