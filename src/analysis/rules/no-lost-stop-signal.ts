import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { readDockerfile } from "../source/dockerfile.ts"
import type { Instruction, Stage } from "../source/dockerfile.ts"
import { nodesOf, stringOf } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

// The shell of Debian stays between; that of Alpine and Bash are replaced by the last command of `-c`.
const OF_DEBIAN =
  /^(?:docker\.io\/)?(?:library\/)?(?:node(?:$|@|:(?!\S*(?:alpine|\$)))|node:\S*(?:slim|bullseye|bookworm|trixie)|(?:debian|ubuntu)(?:$|[:@]))/
const STARTS_NODE = /^(?:[A-Z_][A-Z0-9_]{0,40}=\S{1,200}\s+)*node\s/
const STARTS_NPM = /^npm\s+(?:start$|run\s+([\w:.-]{1,60})$|run-script\s+([\w:.-]{1,60})$)/
const STARTS_OTHER = /^(?:yarn|pnpm)\s+(?:run\s+)?(start[\w:.-]{0,40}|serve|prod(?:uction)?)()$/
const HANDLES = /\bSIGTERM\b|\benableShutdownHooks\b/

export const noLostStopSignal = defineRule({
  kind: "text",
  id: "no-lost-stop-signal",
  section: "reliability",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "The service never hears that it has to stop",
  why: "A container is told to stop by a signal to its first process. When that is a shell, the signal ends there: the service goes on, is killed ten seconds later in the middle of its requests, and what it was written to do on SIGTERM never runs.",
  fix: 'Start the service directly: `CMD ["node", "server.js"]`.',
  cwe: ["CWE-404"],
  files: (path) =>
    /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i.test(path) &&
    !/(?:^|[./_-])(?:dev|local|e2e|tests?|ci|examples?)(?:[./_-]|$)/i.test(path),
  *check({ project, path, text }) {
    const stage = readDockerfile(text).stages.at(-1)
    const command = stage && commandOf(stage)
    if (!stage || !command || !OF_DEBIAN.test(stage.image)) return
    const lost = lostBy(project, path, command)
    const handler = lost && handlerBelow(project, path)
    if (!lost || !handler) return
    const written = command.value.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
    const start = lost.node && /^node(?:\s+[\w./@=-]+)+$/.test(lost.node) ? lost.node.split(/\s+/) : null
    const direct = start ? `CMD [${start.map((each) => `"${each}"`).join(", ")}]` : null
    yield {
      at: command,
      message: `\`docker stop\` and every deployment send SIGTERM to the first process, which \`${written}\` makes ${lost.what}: the service does not get it, what ${handler.path} does on it never runs, and the container is killed when its time is up.`,
      ...(direct ? { fix: `Start the service directly: \`${direct}\`.` } : {}),
      trace: [{ path: handler.path, line: handler.line, what: "waits for the signal" }],
      ...(direct && command.name === "CMD" && command.start >= stage.start
        ? { edits: [{ start: command.start, end: command.end, text: direct }] }
        : {}),
    }
  },
})

/** What an image starts; `null` where it has an entry point beside, which may do anything with the command, or another shell. */
function commandOf(stage: Stage): Instruction | null {
  const starts = stage.instructions.filter(({ name }) => name === "CMD" || name === "ENTRYPOINT")
  const last = starts.at(-1)
  const isOther = starts.some(({ name }) => name !== last?.name) || stage.instructions.some(({ name }) => name === "SHELL")
  return last && !isOther ? last : null
}

/** What stands between the signal and Node, and how Node is started there; `null` when nothing does. */
function lostBy(project: Project, path: string, { value }: Instruction): { readonly what: string; readonly node: string | null } | null {
  if (value.startsWith("[")) {
    const words = wordsOf(value)
    const script = words ? STARTS_NPM.exec(words.join(" ")) : null
    const run = script ? nodeScript(project, path, script) : null
    return run === null ? null : { what: "npm, and npm ends the shell between itself and Node", node: run }
  }
  // Of several commands the last one is what stays.
  const last = (value.split(/&&|;/).at(-1) ?? "").trim()
  const isOnly = last === value.trim()
  if (STARTS_NODE.test(last)) return { what: "a shell", node: isOnly ? last : null }
  const script = STARTS_NPM.exec(last) ?? STARTS_OTHER.exec(last)
  const run = script ? nodeScript(project, path, script) : null
  return run === null ? null : { what: "a shell", node: isOnly ? run : null }
}

function wordsOf(value: string): string[] | null {
  try {
    const words: unknown = JSON.parse(value)
    return Array.isArray(words) && words.every((each) => typeof each === "string") ? words : null
  } catch {
    return null
  }
}

/** A script of the manifest that starts Node and nothing else. */
function nodeScript(project: Project, path: string, [, run, runScript]: RegExpExecArray): string | null {
  const script = project.manifestFor(path)?.scripts[run ?? runScript ?? "start"]?.trim()
  return script !== undefined && STARTS_NODE.test(script) && !/[|;&]/.test(script) ? script : null
}

/** Where a program beside or below the image's file does something on SIGTERM. */
function handlerBelow(project: Project, path: string): { readonly path: string; readonly line: number } | null {
  const folder = path.slice(0, path.lastIndexOf("/") + 1)
  return project.once(`handles SIGTERM below ${folder}`, () => {
    for (const each of project.sourcePaths) {
      if (!each.startsWith(folder) || !isServerPath(each) || !project.codeMentions(each, HANDLES)) continue
      const module = project.moduleOf(each)
      const call =
        module &&
        nodesOf(module.program, "CallExpression").find((node) => {
          const callee = module.textOf(node.callee).slice(-60)
          return /^process\.(?:on|once)$/.test(callee) ? stringOf(node.arguments[0]) === "SIGTERM" : callee.endsWith(".enableShutdownHooks")
        })
      if (module && call) return { path: each, line: module.lineOf(call) }
    }
    return null
  })
}
