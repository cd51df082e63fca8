import type { ChangedFile } from "../model/diff.ts"

export type FileClass =
  | "source"
  | "test"
  | "manifest"
  | "lockfile"
  | "configuration"
  | "container"
  | "migration"
  | "schema"
  | "template"
  | "documentation"
  | "other"

// A server lives long, so the memory is bounded.
const MAX_REMEMBERED = 20_000

/** The same decision with its answers kept: a hundred rules ask the same about every path. */
export function remembered(decide: (path: string) => boolean): (path: string) => boolean {
  const answers = new Map<string, boolean>()
  return (path) => {
    let answer = answers.get(path)
    if (answer === undefined) {
      if (answers.size >= MAX_REMEMBERED) answers.clear()
      answer = decide(path)
      answers.set(path, answer)
    }
    return answer
  }
}

/** What a file is for, told by its path alone. */
export function classifyPath(path: string): FileClass {
  const name = path.slice(path.lastIndexOf("/") + 1)
  if (isLockfile(path)) return "lockfile"
  if (name === "package.json") return "manifest"
  if (isTestPath(path)) return "test"
  if (/^(?:Dockerfile|Containerfile)(?:\..+)?$|\.dockerfile$|^(?:docker-)?compose(?:[.-].+)?\.ya?ml$|^\.dockerignore$/i.test(name))
    return "container"
  if (/(?:^|\/)migrations?\//i.test(path) && /\.(?:[cm]?[jt]s|sql)$/.test(name)) return "migration"
  if (/\.(?:prisma|graphql|gql|sql)$/.test(name) || /^(?:openapi|swagger).*\.(?:ya?ml|json)$/i.test(name)) return "schema"
  if (isConfiguration(path)) return "configuration"
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(name)) return "source"
  if (isTemplatePath(path)) return "template"
  if (/\.(?:md|mdx|txt|rst|adoc)$/i.test(name) || /^(?:LICENSE|NOTICE|CHANGELOG|AUTHORS)/i.test(name)) return "documentation"
  if (/\.(?:json|ya?ml|toml|ini|properties|pem|key)$/.test(name)) return "configuration"
  return "other"
}

/** Whether the path is a view that a server fills in: by its ending, or an HTML file in a folder of views. */
export function isTemplatePath(path: string): boolean {
  return (
    /\.(?:ejs|hbs|handlebars|pug|jade|njk|nunjucks|mustache|mst|eta|liquid|swig|twig|dust)$/.test(path) ||
    /(?:^|\/)(?:views?|templates?|layouts?|partials?|emails?)\/(?:[^/]+\/)*[^/]+\.(?:html?|tpl)$/.test(path)
  )
}

/** Whether the path may be a command of a package without an ending; its first line tells what runs it. */
export function isCommandPath(path: string): boolean {
  return /(?:^|\/)bin\/[\w-]+$/.test(path)
}

/** Whether the file is a command that Node runs, without an ending. */
export function isNodeCommand(path: string, text: string): boolean {
  return isCommandPath(path) && /^#![^\n]{0,80}\bnode\b/.test(text)
}

/** Whether the path is a lockfile of npm, Yarn, pnpm or Bun. */
export function isLockfile(path: string): boolean {
  return /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$/.test(path)
}

const PARTS =
  /(?:^|\/)(?:src|lib|app|api|bin|cli|cmds?|commands?|routes?|routers?|controllers?|pages|plugins?|services?|modules?|models?|jobs?|tasks?|workers?|config)\//

/** Whether the path is a test or test support file by the usual conventions. */
export const isTestPath = remembered(
  (path) =>
    /(?:^|\/)(?:tests?|(?:acceptance|api|app|browser|component|contract|e2e|functional|integration|load|perf|performance|regression|smoke|system|unit)-tests?|(?:[\w]+-)*test-(?:utils?|harness|helpers?|support)|testcontainers|__tests__|__mocks__|spec|specs|e2e|fixtures?|__fixtures__|cypress)\//i.test(
      path,
    ) ||
    /[. -](?:test|spec|e2e|e2e-spec)\.(?:[cm]?[jt]s|[jt]sx)$|(?:^|\/)(?:(?:jest|vitest)[.-]?setup\w*|test-?setup|setup-?tests?|test-?(?:help(?:ers?)?|utils?|support|fixtures?)|(?:test-?)?fixtures?)\.[cm]?[jt]sx?$/i.test(
      path,
    ) ||
    // What AVA and Node look for by themselves; in folders of a product it is a command or a route of that name.
    (/(?:^|\/)test\.[cm]?js$/.test(path) && !PARTS.test(path)) ||
    // Of Cucumber; `src/features/support/` is a part of a product.
    /(?:^|\/)step[_-]definitions\/|^(?:packages\/[^/]+\/)?features(?:-\w+)*\/support\//.test(path),
)

/** Whether the path is a text for people: what it says is neither set nor done. */
export const isProse = remembered((path) => /\.(?:mdx?|markdown|txt|rst|adoc)$/i.test(path))

/** Whether the path is in a folder of examples, which show something and serve nobody. */
export const isExamplePath = remembered((path) => /(?:^|\/)(?:examples?|samples?|demos?)(?:-\w+)*\//i.test(path))

/** Whether the path is configuration whose meaning we know, whatever its ending. */
function isConfiguration(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1)
  return (
    /^(?:[jt]sconfig(?:\..+)?\.json|nodemon\.json|\.nvmrc|\.node-version|\.tool-versions|\.env(?:\..+)?|env\.example|\.npmrc|\.yarnrc(?:\.yml)?|pnpm-workspace\.yaml|lerna\.json|nest-cli\.json|turbo\.json|nx\.json)$/.test(
      name,
    ) ||
    /^\.(?:eslint|prettier|mocha|nyc|sequelize|babel|c8)rc(?:\.(?:[cm]?js|json|ya?ml))?$|^(?:knexfile|ormconfig)\.(?:[cm]?[jt]s|json)$/.test(
      name,
    ) ||
    /^(?:eslint|prettier|jest|vitest|mocha|ecosystem|drizzle|babel|commitlint|webpack|rollup|vite|tsup|prisma)\.config\.(?:[cm]?[jt]s|json|ya?ml)$/.test(
      name,
    ) ||
    /^\.github\/(?:workflows|actions)\/.+\.ya?ml$/.test(path) ||
    /^(?:\.gitlab-ci\.yml|azure-pipelines\.yml|Jenkinsfile|serverless\.ya?ml)$/.test(name)
  )
}

/** Why nobody reviews this path line by line (vendored, generated, minified), or `null`. */
export function machineMade(path: string): string | null {
  if (
    /(?:^|\/)(?:node_modules|vendor|vendors|third[_-]party|bower_components|jspm_packages|\.yarn|\.pnp\.(?:c?js|loader\.mjs))(?:\/|$)/.test(
      path,
    )
  )
    return "vendored"
  if (
    /(?:^|\/)(?:dist|build|out|coverage|\.next|\.nuxt|__generated__|generated|typings)\//.test(path) &&
    !/(?:^|\/)src\/.*(?:build|out)\//.test(path)
  )
    return "generated"
  if (/[.-]min\.(?:js|css|mjs)$|\.bundle\.js$|\.map$/.test(path)) return "minified"
  if (/(?:_pb|\.pb|\.generated|\.gen)\.(?:[cm]?[jt]s)$|\.snap$/.test(path)) return "generated"
  return null
}

// Nobody writes lines of so many characters by hand.
const LONGEST_LINE = 20_000

/** Why the text of a source file says that a machine wrote it (generated, minified), or `null`. */
export function looksMachineMade(text: string): string | null {
  if (
    /^[^\n]{0,200}(?:@generated\b|\bDO NOT EDIT\b|\bDO NOT MODIFY IT BY HAND\b|auto(?:-?|matically )generated (?:file|by))/im.test(
      text.slice(0, 600),
    )
  )
    return "generated"
  // What takes no part in what is known of the server is not looked at either, and is named as such: nothing hides behind long lines.
  return hasEndlessLine(text) || isDense(text) ? "minified" : null
}

// People write 30 to 40 characters a line; libraries for browsers that come with a server, broken into lines by a minifier, have 400 and more.
const DENSE_FROM = 50_000
const DENSE_LINE = 200

/** Whether the file is what a bundler made of others, told by its name or by the length of its lines: it says nothing about the server. */
export function isMinified(path: string, text: string): boolean {
  return machineMade(path) === "minified" || hasEndlessLine(text) || isDense(text)
}

function isDense(text: string): boolean {
  if (text.length < DENSE_FROM) return false
  let left = text.length / DENSE_LINE
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) if (--left < 0) return false
  return true
}

function hasEndlessLine(text: string): boolean {
  if (text.length <= LONGEST_LINE) return false
  let start = 0
  for (let end = text.indexOf("\n"); ; end = text.indexOf("\n", start)) {
    if ((end === -1 ? text.length : end) - start > LONGEST_LINE) return true
    if (end === -1) return false
    start = end + 1
  }
}

/** Why a changed file cannot be reviewed, in words for the coverage table; `null` when it can. */
export function skipReason(file: ChangedFile, text: string | null, unreadable: string | undefined): string | null {
  if (file.kind === "binary") return "binary file"
  if (file.kind === "submodule") return "submodule"
  if (file.kind === "symlink") return "symbolic link"
  const kind = classifyPath(file.path)
  const machine = kind === "lockfile" ? null : machineMade(file.path)
  if (machine !== null) return `${machine} file`
  if (kind === "documentation") return "documentation, no rules for it"
  if (kind === "other" && !(text !== null && isNodeCommand(file.path, text))) return "no rules for this kind of file"
  if (file.status === "deleted") return null
  if (text === null) return unreadable ?? file.omitted ?? "was not read"
  if (kind === "source" || kind === "test") {
    const made = looksMachineMade(text)
    if (made !== null) return `${made} file`
  }
  return null
}
