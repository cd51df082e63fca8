import { fetchCallBehind } from "../calls/fetched-text.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

// Addresses of this machine and of names without a dot stay inside the network.
const PLAIN = /http:\/\/(?!localhost|127\.|0\.0\.0\.0|\[::1|10\.|192\.168\.|host\.docker)[\w-]+\.[^\s"'`)]+/
const FETCHES = /\b(?:curl|wget)\b/
const SHELL = /^\s*(?:sudo\s+(?:-\w+\s+)?)?(?:\w{0,4}sh|node|python3?|perl|tar)\b/
const IGNORES = /\bcurl\s(?:[^\n]{0,200}\s)?(?:-\w{0,6}k\w{0,6}|--insecure)(?:\s|$)|\s--no-check-certificate\b/
const PROGRAM = /\.(?:sh|bash|exe|msi|deb|rpm|pkg|apk|jar|bin|run|AppImage|node|so|dll|ps1|bat|cmd|m?js|py|pl)$/i
const ARCHIVE = /\.(?:tgz|tar(?:\.\w{1,4})?|zip|gz|xz|dmg|whl)$/i
const VERIFIES = /--checksum|sha(?:256|512)sum|gpg\b/
const CHECKS = /createHash|checksum|integrity|sha(?:256|512)/i
const MAX_COMMAND = 5_000
const MAX_TEXT = 20_000
const MAX_DEPTH = 12
const WRITES_FILE = /\b(?:createWriteStream|writeFile(?:Sync)?)\(/
const MAKES_EXECUTABLE =
  /\bmode: ?(?:0o?7[0-7]{2}|["']0?7[0-7]{2}["'])|\bchmod(?:Sync)?\([^()]{1,80}, ?(?:0o?7[0-7]{2}|["']0?7[0-7]{2}["'])/
const EXECUTES = /^(?:child_process|execa|shelljs|zx|cross-spawn)(?:\.|$)/
// Wrapped in `promisify`, or handed in.
const BY_NAME = /(?:^|\.)(?:exec|execSync|execAsync|execP|run|sh|\$)$/
const CLIENT =
  /^(?:globalThis\.fetch|node-fetch|axios|got|undici|needle|superagent|request|http|download|wget|ky|cross-fetch|follow-redirects)(?:\.|$)/

// The right to run it, as a mode of a file.
const EXECUTABLE = /\b0o?[57][0-7]{2}\b|["'`]0?[57][0-7]{2}["'`]|\b493\b|\bS_IX\w{3}\b/
const VERIFIES_PROGRAM = /createHash|checksum|integrity|sha(?:256|512|1)|verif|signature|minisign|cosign|sigstore|\bssri\b|\bgpg\b|digest/i
const WRITES =
  /^(?:fs|fs-extra|graceful-fs)(?:\.promises|\/promises)?(?:\.default)?\.(?:writeFile|writeFileSync|outputFile|outputFileSync|createWriteStream)$/
const CHANGES_MODE = /^(?:fs|fs-extra|graceful-fs)(?:\.promises|\/promises)?(?:\.default)?\.(?:chmod|chmodSync)$/
const INSTALLS = /^(?:pre|post)?install$|^prepare$/
const MAX_WRITES = 200

export const noUnverifiedDownload = defineRule({
  kind: "text",
  id: "no-unverified-download",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "A program is downloaded without a check of where it comes from",
  why: "Over plain HTTP, or with the certificate ignored, whoever is on the way between puts another program into the answer, and it runs with all the rights of the one that asked for it.",
  fix: "Use `https`, and compare a checksum that is written into the repository before running it.",
  cwe: ["CWE-494", "CWE-829"],
  files: (path) =>
    !isTestPath(path) &&
    !/(?:^|\/)(?:docs?|examples?)\//i.test(path) &&
    /\.(?:[cm]?[jt]s|sh|bash|ya?ml)$|(?:^|\/)package\.json$|(?:^|\/)(?:Dockerfile|Containerfile|Makefile)[\w.-]*$/.test(path),
  needs: { words: ["http", "curl", "wget"], text: [EXECUTABLE] },
  *check({ project, path, text }) {
    const isWritten = EXECUTABLE.test(text)
    if (!isWritten && !/http:\/\/|curl|wget|["'](?:node:)?http["']/.test(text)) return
    const module = project.moduleOf(path)
    if (!module) yield* inScript(path, text)
    else {
      const found = [...inSource(project, module)]
      yield* found
      // Over plain HTTP the missing checksum is the smaller half.
      if (isWritten && found.length === 0) yield* keptPrograms(project, module)
    }
  },
})

function* inScript(path: string, text: string): Generator<Draft> {
  const isImage = /(?:^|\/)(?:Dockerfile|Containerfile)/.test(path)
  let start = 0
  for (const line of text.split("\n")) {
    const at = { start, end: start + line.length }
    start += line.length + 1
    if (/^\s*(?:#|\/\/)/.test(line)) continue
    const found = piped(line) ?? (isImage ? added(line) : null)
    if (found) yield { at, ...found }
  }
}

/** `curl http://… | sh`, and the same with the certificate ignored. */
function piped(line: string): Omit<Draft, "at"> | null {
  if (line.length > MAX_COMMAND) return null
  const parts = line.split(/(\|\||&&|[|;&])/)
  for (const [index, part] of parts.entries()) {
    if (!FETCHES.test(part)) continue
    const isPiped = parts[index + 1] === "|" && SHELL.test(parts[index + 2] ?? "")
    const isPlain = PLAIN.test(part)
    if (!isPiped || !(isPlain || IGNORES.test(part))) continue
    const shown = `${part}|${parts[index + 2]}`.trim().replaceAll("`", "'").slice(0, 80)
    return {
      title: isPlain ? "A script from plain HTTP is run" : "A program is downloaded with the certificate ignored",
      message: `Whoever is on the way between puts other commands into the answer, and they run here: \`${shown}\` ${isPlain ? "is not encrypted" : "accepts any certificate"} and nothing compares a checksum.`,
    }
  }
  return null
}

// `ADD http://…` and `RUN wget http://…` put what they get into the image.
function added(line: string): Omit<Draft, "at"> | null {
  if (line.length > MAX_COMMAND || VERIFIES.test(line) || !(/^ADD\s/.test(line) || FETCHES.test(line))) return null
  const address = PLAIN.exec(line)?.[0]
  if (address === undefined || !(PROGRAM.test(address) || ARCHIVE.test(address))) return null
  return {
    confidence: "medium",
    title: "The image takes a program from plain HTTP",
    message: `Whoever is on the way between puts another program into the image: \`${address.replaceAll("`", "'").slice(0, 80)}\` is not encrypted, and nothing compares a checksum.`,
  }
}

function* inSource(project: Project, module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "CallExpression")) {
    const [first] = node.arguments
    const command = textIn(project, module, first)
    if (command === null || command.length > MAX_COMMAND) continue
    if (FETCHES.test(command)) {
      const found = startsProgram(project, module, node) || BY_NAME.test(calleeName(module, node)) ? piped(command) : null
      if (found) yield { at: node, ...found }
    } else if (PLAIN.exec(command)?.index === 0 && CLIENT.test(originOf(project, module, node.callee) ?? module.textOf(node.callee))) {
      const isProgram = PROGRAM.test(command)
      if (!(isProgram || ARCHIVE.test(command))) {
        if (becomesProgram(module, node))
          yield {
            at: node,
            title: "A program is fetched over plain HTTP",
            message: `Whoever is on the way between puts another program into the answer, and here it becomes a file that may be run: \`${command.replaceAll("`", "'").slice(0, 80)}\` is not encrypted, and nothing compares a checksum.`,
          }
        continue
      }
      if (!runsSomething(project, module, node, isProgram)) {
        if (keepsIt(module, node))
          yield {
            at: node,
            confidence: "medium",
            severity: "medium",
            title: `${isProgram ? "A program" : "An archive"} is fetched over plain HTTP`,
            message: `Whoever is on the way between puts something else into the file: \`${command.replaceAll("`", "'").slice(0, 80)}\` is not encrypted, and nothing compares a checksum.`,
          }
        continue
      }
      yield {
        at: node,
        title: "A program is fetched over plain HTTP and run",
        message: `Whoever is on the way between puts another program into the answer, and this process runs it: \`${command.replaceAll("`", "'").slice(0, 80)}\` is not encrypted, and nothing compares a checksum.`,
      }
    }
  }
}

/** What is fetched, over HTTPS as well, and becomes a file that may be run, where nothing in the file compares a hash. */
function* keptPrograms(project: Project, module: SourceModule): Generator<Draft> {
  if (VERIFIES_PROGRAM.test(module.namesOf(module.program))) return
  const calls = nodesOf(module.program, "CallExpression")
  const writes = calls.filter(({ callee }) => WRITES.test(originOf(project, module, callee) ?? "")).slice(0, MAX_WRITES)
  const changed = new Set(
    calls.flatMap(({ callee, arguments: [target, mode] }) =>
      target && mode && CHANGES_MODE.test(originOf(project, module, callee) ?? "") && EXECUTABLE.test(module.textOf(mode))
        ? [module.textOf(target)]
        : [],
    ),
  )
  for (const write of writes) {
    const [target, ...others] = write.arguments
    const isProgram = others.some((each) => bare(each).type === "ObjectExpression" && EXECUTABLE.test(modeIn(module, each)))
    if (!target || !(isProgram || changed.has(module.textOf(target)))) continue
    const fetched = contentsOf(module, write).some((each) => fetchCallBehind(project, module, each) !== null)
    if (!fetched) continue
    const isInstalled = runsAtInstall(project, module)
    yield {
      at: write,
      severity: isInstalled ? "high" : "medium",
      confidence: "medium",
      title: "A program is downloaded and made executable unchecked",
      message: `Whoever gets hold of the place it comes from runs a program of their own ${isInstalled ? "on every machine that installs this package" : "wherever this is run"}: what was fetched is written as a file that may be run, and nothing compares it with a checksum.`,
      fix: 'Keep the checksum of each release in the repository, and compare it with `createHash("sha256")` of what came before writing it.',
    }
  }
}

function modeIn(module: SourceModule, options: Node): string {
  const mode = propertyOf(options, "mode")
  return mode ? module.textOf(mode) : ""
}

/** What a call writes: its second argument, or what is piped into the stream it opens. */
function contentsOf(module: SourceModule, write: Node & { type: "CallExpression" }): Node[] {
  const [, content] = write.arguments
  if (!module.textOf(write.callee).endsWith("createWriteStream")) return content ? [content] : []
  const { parent } = write
  const binding = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? module.bindings.resolve(parent.id) : null
  const streams: readonly Node[] = binding ? usesOf(module, binding, module.program).slice(0, MAX_WRITES) : [write]
  return streams.flatMap((stream) => {
    const call = stream.parent?.type === "CallExpression" ? stream.parent : null
    const callee = call ? bare(call.callee) : null
    if (!call || !call.arguments.some((each) => each === stream)) return []
    // `answer.pipe(file)`, `pipeline(answer.body, file)`
    if (callee?.type === "MemberExpression" && propertyName(callee) === "pipe") return [callee.object]
    return /pipeline$/i.test(module.textOf(call.callee)) && call.arguments[0] ? [call.arguments[0]] : []
  })
}

// `"postinstall": "node scripts/fetch.js"`
function runsAtInstall(project: Project, module: SourceModule): boolean {
  const name = module.path.slice(module.path.lastIndexOf("/") + 1).replace(/\.\w+$/, "")
  const scripts = Object.entries(project.manifestFor(module.path)?.scripts ?? {})
  return scripts.some(([script, command]) => INSTALLS.test(script) && command.includes(name))
}

// What is fetched here is run here: something in the same function starts programs, and no hash is compared.
function runsSomething(project: Project, module: SourceModule, call: Node, isProgram: boolean): boolean {
  const around = enclosingFunction(call)
  const root = around ?? module.program
  if (CHECKS.test(module.namesOf(root).slice(0, MAX_TEXT))) return false
  for (const node of descendants(root)) if (node.type === "CallExpression" && startsProgram(project, module, node)) return true
  return isProgram && /chmod|0o?755|import\(|require\(/.test(module.textOf(root).slice(0, MAX_TEXT)) && around !== null
}

// It is written and made executable in the same file, and no hash is compared.
function becomesProgram(module: SourceModule, call: Node): boolean {
  const root = enclosingFunction(call) ?? module.program
  if (CHECKS.test(module.namesOf(root).slice(0, MAX_TEXT))) return false
  const code = module.textOf(root).slice(0, MAX_TEXT)
  return WRITES_FILE.test(code) && MAKES_EXECUTABLE.test(code)
}

// It becomes a file, and no hash is compared.
function keepsIt(module: SourceModule, call: Node): boolean {
  const code = module.textOf(enclosingFunction(call) ?? module.program).slice(0, MAX_TEXT)
  return WRITES_FILE.test(code) && !CHECKS.test(module.namesOf(enclosingFunction(call) ?? module.program))
}

function startsProgram(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): boolean {
  return EXECUTES.test(originOf(project, module, call.callee) ?? "")
}

function calleeName(module: SourceModule, call: Node & { type: "CallExpression" }): string {
  return module.textOf(call.callee).slice(0, 80)
}

/** A text, one that is put together with what is not known left out, or the text behind a name, here or in another file. */
function textIn(project: Project, module: SourceModule, node: Node | null | undefined, depth = 0): string | null {
  if (!node || depth > MAX_DEPTH) return null
  const text = stringOf(node)
  if (text !== null) return text
  const inner = bare(node)
  if (inner.type === "TemplateLiteral") {
    const parts = inner.expressions.map((each) => textIn(project, module, each, depth + 1) ?? "x")
    return inner.quasis.map((each, index) => each.value.raw + (parts[index] ?? "")).join("")
  }
  // `release.base + "/" + release.file`
  if (inner.type === "BinaryExpression" && inner.operator === "+") {
    const left = textIn(project, module, inner.left, depth + 1)
    return left === null ? null : left + (textIn(project, module, inner.right, depth + 1) ?? "x")
  }
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return null
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (binding && binding.assigned.length > 0) return null
  const meaning = meaningOf(project, module, inner)
  return meaning?.kind === "value" && meaning.node !== inner ? textIn(project, meaning.module, meaning.node, depth + 1) : null
}
