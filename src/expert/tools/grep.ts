import { RE2JS } from "re2js"
import { z } from "zod"
import { findFile, kindOf } from "./find-entry.ts"
import { parseGlob } from "./glob-pattern.ts"
import { parseInput, pathText, Refusal } from "./tool.ts"
import type { Tool, ToolScope } from "./tool.ts"

const mostMatches = 60
const mostPerFile = 10
const mostContext = 3
// Each is cleaned as a whole before a line of it is shown.
const mostFiles = 60
// Characters of a line that are shown, and that are searched: nobody looks for code in minified text.
const shownWidth = 240
const searchedWidth = 2_000
// Files that one search reads beyond those that are here already, in batches, because each batch is a look at the disk.
const mostRead = 1_000
const batch = 100
const mostCharacters = 20_000_000

const schema = z.strictObject({
  pattern: z.string().min(1).max(400),
  path: pathText.optional(),
  glob: z.string().min(1).max(300).optional(),
  context: z.int().min(0).max(mostContext).optional(),
})

export const grep: Tool = {
  definition: {
    name: "Grep",
    description: `Searches the text files of the repository at the head of the pull request line by line with a regular expression in RE2 syntax: (?i) for any case, no look-around, no back references. Gives at most ${mostMatches} lines, ${mostPerFile} of one file, and how many there are. Secrets are masked and cannot be searched for.`,
    inputSchema: {
      type: "object",
      properties: {
        pattern: { type: "string" },
        path: { type: "string", description: "One file, or a folder to stay in." },
        glob: { type: "string", description: 'Which files, such as "**/*.ts".' },
        context: { type: "integer", minimum: 0, maximum: mostContext, description: "Lines shown before and after; 0 when left out." },
      },
      required: ["pattern"],
      additionalProperties: false,
    },
  },
  async run(input, scope) {
    const { pattern, path, glob, context = 0 } = parseInput(schema, input)
    const fits = compile(pattern)
    const paths = pathsFor(scope, path, glob)
    const search = new Search(fits, context)
    const here = paths.filter((each) => scope.head.files.has(each))
    for (const each of here) {
      if (scope.isLate() || search.isFull) break
      await search.look(each, scope.head.files.get(each)!.text, scope)
    }
    const away = paths.filter((each) => !scope.head.files.has(each))
    for (let at = 0; at < Math.min(away.length, mostRead); at += batch) {
      if (scope.isLate() || search.isFull) break
      const { files } = await scope.reader.read(away.slice(at, at + batch))
      for (const [each, file] of files) {
        if (scope.isLate() || search.isFull) break
        await search.look(each, file.text, scope)
      }
    }
    return search.tell(paths.length)
  },
}

/** What one search has found so far. */
class Search {
  private readonly fits: (line: string) => boolean
  private readonly context: number
  private readonly matches: { path: string; line: number; text: string }[] = []
  private total = 0
  private searched = 0
  private characters = 0
  private readonly filesWithMatches = new Set<string>()

  constructor(fits: (line: string) => boolean, context: number) {
    this.fits = fits
    this.context = context
  }

  get isFull(): boolean {
    return this.characters > mostCharacters || this.filesWithMatches.size >= mostFiles
  }

  async look(path: string, text: string, scope: ToolScope): Promise<void> {
    this.searched++
    this.characters += text.length
    // The original only says that a look is worth while. What counts is what may be shown, or else one could ask for a secret letter by letter.
    const isHere = text.split("\n").some((line, index) => (index % 256 !== 0 || !scope.isLate()) && this.fits(line.slice(0, searchedWidth)))
    if (!isHere || scope.isLate()) return
    const lines = await scope.shownHead.linesOf(path)
    if (lines === null) return
    const name = await scope.clean(path)
    let ofFile = 0
    for (const [index, line] of lines.entries()) {
      if (!this.fits(line.slice(0, searchedWidth))) continue
      this.total++
      this.filesWithMatches.add(path)
      if (++ofFile > mostPerFile || this.matches.length >= mostMatches) continue
      const first = Math.max(0, index - this.context)
      const shown = lines
        .slice(first, index + this.context + 1)
        .map((each, offset) => `${first + offset + 1}| ${each.slice(0, shownWidth).toWellFormed()}`)
      this.matches.push({ path: name, line: index + 1, text: shown.join("\n") })
    }
  }

  tell(files: number) {
    return {
      matches: this.matches,
      total: this.total,
      filesWithMatches: this.filesWithMatches.size,
      searchedFiles: this.searched,
      isCut: this.matches.length < this.total || this.searched < files,
    }
  }
}

function compile(pattern: string): (line: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern)
    return (line) => compiled.test(line)
  } catch {
    throw new Refusal("this is no regular expression in RE2 syntax: look-around and back references do not exist, repetitions end at 1000")
  }
}

function pathsFor({ head }: ToolScope, path: string | undefined, glob: string | undefined): string[] {
  const fits = glob === undefined ? () => true : parseGlob(glob)
  const folder = path === undefined ? "" : path.endsWith("/") ? path : `${path}/`
  const inFolder = [...head.entries.values()]
    .filter((entry) => kindOf(entry) === "file" && entry.path.startsWith(folder))
    .map((entry) => entry.path)
  if (path === undefined || inFolder.length > 0) return inFolder.filter(fits).toSorted()
  return [findFile(head, path).path]
}
