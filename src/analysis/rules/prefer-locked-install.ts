import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { readDockerfile } from "../source/dockerfile.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

export const preferLockedInstall = defineRule({
  kind: "text",
  id: "prefer-locked-install",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The image is not built from the lockfile",
  why: "An install that may change the lockfile gives other versions than those that were tested, and a release of a dependency made an hour ago goes into production unseen.",
  fix: "Use `npm ci`, `yarn install --immutable` or `pnpm install --frozen-lockfile`.",
  cwe: ["CWE-1357"],
  files: (path) =>
    /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.(?!dev|test|local)[\w.-]+)?$/i.test(path) &&
    !/(?:^|[./_-])(?:dev|test|local|e2e)(?:[./_-]|$)/i.test(path),
  *check({ project, path, text }) {
    const folder = folderOf(path)
    yield* unlockedYarn(project, folder, text)
    const hasLock = [folder, ""].some((each) => project.has(each === "" ? "package-lock.json" : `${each}/package-lock.json`))
    if (!hasLock) return
    for (const { instructions } of readDockerfile(text).stages) {
      for (const instruction of instructions) {
        if (instruction.name !== "RUN") continue
        const code = text.slice(instruction.start, instruction.end)
        // With a package named, or globally, it is another command.
        const match =
          /\bnpm (?:install|i)(?=\s*(?:--(?:omit=dev|production|only=prod(?:uction)?|no-audit|no-fund|quiet|silent|loglevel=\w+|legacy-peer-deps|include=dev|prefer-offline)\s*)*(?:$|&&|;|\||\n|\\))/.exec(
            code,
          )
        if (!match || /\bnpm ci\b|rm (?:-\w+ )*[^\n&]*package-lock/.test(code)) continue
        const start = instruction.start + match.index
        yield {
          at: { start, end: start + match[0].length },
          message: `The next build of the same commit can hold other versions than those that were tested: \`${match[0]}\` may change the lockfile instead of keeping to it.`,
          fix: "Use `npm ci`, which installs what the lockfile says and fails when it does not fit `package.json`.",
          edits: [{ start, end: start + match[0].length, text: "npm ci" }],
        }
      }
    }
  },
})

// With a package named, `yarn add`, it is another command.
const YARN =
  /(?:^RUN|&&|;)(?:\s|\\|--mount=\S{1,200}\s){1,40}?(yarn(?: install)?)(?=\s*(?:--(?:production(?:=true)?|prod|ignore-scripts|silent|non-interactive|network-timeout[ =]\d+)\s*)*(?:$|&&|;|\||\n|\\))/

/** `yarn install` of Yarn 1 and later, where nothing says that the lockfile has to stay as it is. */
function* unlockedYarn(project: Project, folder: string, text: string): Generator<Draft> {
  const path = [folder === "" ? "yarn.lock" : `${folder}/yarn.lock`, "yarn.lock"].find((each) => project.has(each))
  if (path === undefined) return
  const flag = /^__metadata:/m.test(project.textOf(path) ?? "") ? "--immutable" : "--frozen-lockfile"
  for (const { instructions } of readDockerfile(text).stages)
    for (const instruction of instructions) {
      const code = text.slice(instruction.start, instruction.end)
      const match = instruction.name === "RUN" && !/\bCI=|frozen-lockfile|--immutable/.test(code) ? YARN.exec(code) : null
      const command = match?.[1]
      if (!match || command === undefined) continue
      const end = instruction.start + match.index + match[0].length
      const start = end - command.length
      yield {
        at: { start, end },
        message: `The next build of the same commit can hold other versions than those that were tested: \`${command}\` changes the lockfile where it does not fit, instead of keeping to it.`,
        fix: `Use \`yarn install ${flag}\`, which installs what the lockfile says and fails when it does not fit \`package.json\`.`,
        edits: [{ start, end, text: `yarn install ${flag}` }],
      }
    }
}
