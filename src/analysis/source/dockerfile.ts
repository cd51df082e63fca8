/** One instruction; offsets cover its lines without the final line end. */
export interface Instruction {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
}

export interface Stage {
  /** The image as written, followed through stages of this file where it names one. */
  readonly image: string
  readonly alias: string | null
  readonly start: number
  readonly end: number
  /** Instructions after FROM; a stage built on another stage inherits its USER, CMD, ENTRYPOINT and HEALTHCHECK in front. */
  readonly instructions: readonly Instruction[]
}

/**
 * Reads the stages of a Dockerfile. Handles line continuation, comments between continued lines and heredocs, and takes
 * whatever else it meets as an instruction. Never throws.
 */
export function readDockerfile(text: string): { readonly stages: readonly Stage[] } {
  const stages: { image: string; alias: string | null; start: number; end: number; instructions: Instruction[] }[] = []
  for (const instruction of instructionsOf(text)) {
    if (instruction.name === "FROM") {
      const words = instruction.value.split(/\s+/).filter((word) => !word.startsWith("--"))
      const named = words[0] ?? ""
      const parent = stages.find((stage) => stage.alias === named.toLowerCase())
      const inherited = parent?.instructions.filter((each) => /^(?:USER|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(each.name)) ?? []
      const alias = words[1]?.toLowerCase() === "as" ? (words[2]?.toLowerCase() ?? null) : null
      stages.push({ image: parent?.image ?? named, alias, start: instruction.start, end: instruction.end, instructions: [...inherited] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return { stages }
}

function instructionsOf(text: string): Instruction[] {
  const found: Instruction[] = []
  const escape = /^#\s*escape\s*=\s*`/im.test(text.slice(0, 300)) ? "`" : "\\"
  let at = 0
  while (at < text.length) {
    const line = lineFrom(text, at)
    const words = /^\s*([A-Za-z]+)(?:\s+|$)/.exec(line.text)
    if (!words || /^\s*#/.test(line.text)) {
      at = line.next
      continue
    }
    const start = at + (/^\s*/.exec(line.text)?.[0].length ?? 0)
    let value = line.text.slice(words[0].length)
    let end = line.end
    at = line.next
    while (value.trimEnd().endsWith(escape) && at < text.length) {
      const more = lineFrom(text, at)
      at = more.next
      if (/^\s*#/.test(more.text)) continue
      value = `${value.trimEnd().slice(0, -1)} ${more.text.trim()}`
      end = more.end
    }
    const heredoc = /<<-?\s*["']?([A-Za-z_]\w*)["']?/.exec(value)
    if (heredoc && /^(?:RUN|COPY|ADD)$/i.test(words[1] as string)) {
      while (at < text.length) {
        const more = lineFrom(text, at)
        at = more.next
        end = more.end
        if (more.text.trim() === heredoc[1]) break
      }
    }
    found.push({ name: (words[1] as string).toUpperCase(), value: value.trim(), start, end })
  }
  return found
}

function lineFrom(text: string, at: number): { text: string; end: number; next: number } {
  const newline = text.indexOf("\n", at)
  const next = newline === -1 ? text.length : newline + 1
  const end = newline === -1 ? text.length : text[newline - 1] === "\r" ? newline - 1 : newline
  return { text: text.slice(at, Math.max(end, at)), end: Math.max(end, at), next }
}

/** Whether the path is that of an image in which people develop, on their own machine or in one of Gitpod's. */
export function isWorkspaceImage(path: string): boolean {
  return (
    /(?:^|\/)\.(?:devcontainer|gitpod)\//.test(path) ||
    /(?:^|\/)(?:dev|local)\/[^/]+$/.test(path) ||
    /(?:^|[./_-])(?:dev|devcontainer|develop|development|local|gitpod)(?:[._-]|$)/i.test(path.slice(path.lastIndexOf("/") + 1))
  )
}
