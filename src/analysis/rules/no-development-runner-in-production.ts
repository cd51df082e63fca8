import { defineRule } from "../rule.ts"
import { readDockerfile } from "../source/dockerfile.ts"
import { isManifestPath, manifestSpot } from "../source/manifest-spot.ts"
import type { Manifest } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"

interface Runner {
  readonly sign: RegExp
  readonly name: string
  readonly effect: string
}

const RUNNERS: readonly Runner[] = [
  {
    sign: /(?<![\w-])nodemon\b/,
    name: "nodemon",
    effect: "watches the files and, when the service crashes, waits for a change instead of exiting, so that nothing restarts it",
  },
  {
    sign: /(?<![\w-])(?:ts-node-dev|tsnd)\b/,
    name: "ts-node-dev",
    effect: "watches the files and, when the service crashes, waits for a change instead of exiting, so that nothing restarts it",
  },
  {
    sign: /\b(?:nest|tsx|node|strapi)\s+(?:start\s+)?(?:[\w./-]+\s+)*(?:--watch\b|watch\b)|\btsx\s+watch\b/,
    name: "a watch mode",
    effect: "restarts the service when a file changes and keeps a crashed one waiting",
  },
  {
    sign: /(?<![\w-])ts-node\b(?!\/)/,
    name: "ts-node",
    effect: "compiles every file at each start, with the compiler and its memory in the running process",
  },
]

export const noDevelopmentRunnerInProduction = defineRule({
  kind: "text",
  id: "no-development-runner-in-production",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "Production starts the service with a tool for development",
  why: "Watchers keep a crashed service waiting for a file to change, which never happens in production, and compilers cost memory and start-up time. The tool itself is usually a development dependency that the image leaves out.",
  fix: "Build once and start the result with `node`.",
  cwe: [],
  files: (path) =>
    isManifestPath(path) ||
    (/(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$|(?:^|\/)Procfile$/i.test(path) && !isForDevelopment(path)),
  *check({ project, path, text }) {
    if (isManifestPath(path)) {
      const manifest = project.manifests.find((each) => each.path === path)
      if (manifest?.valid) yield* fromScripts(project, manifest, text)
      return
    }
    const stage = readDockerfile(text).stages.at(-1)
    if (!stage || (stage.alias !== null && /dev|test|local/.test(stage.alias))) return
    const command = stage.instructions.filter((each) => each.name === "CMD" || each.name === "ENTRYPOINT").at(-1)
    if (!command || command.start < stage.start || /NODE_ENV[= ]["']?dev/.test(text)) return
    const words = command.value
      .replace(/[[\]",']+/g, " ")
      .replace(/\s+/g, " ")
      .trim()
    const script = /\b(?:npm|yarn|pnpm)\s+(?:run\s+)?(start:dev|dev|develop|watch)\b/.exec(words)?.[1]
    const runs = script === undefined ? words : (project.manifestFor(path)?.scripts[script] ?? "")
    const runner = RUNNERS.find((each) => each.sign.test(runs))
    if (!runner) return
    yield {
      at: command,
      title: `The image starts with ${runner.name}`,
      message: `\`${words.replaceAll("`", "'").slice(0, 60)}\`${script === undefined ? "" : ` runs \`${runs.replaceAll("`", "'").slice(0, 60)}\`, which`} ${runner.effect}.`,
      key: `starts ${runner.name}`,
    }
  },
})

function* fromScripts(project: Project, manifest: Manifest, text: string) {
  for (const [name, script] of Object.entries(manifest.scripts)) {
    const isProduction = /^(?:start:prod(?:uction)?|serve:prod|prod|production)$/.test(name) || /NODE_ENV=["']?production/.test(script)
    if (!isProduction && !(name === "start" && isStartedByDeployment(project, manifest))) continue
    if (/NODE_ENV=["']?(?:dev|test)|\bbuild\b/.test(script)) continue
    const runner = RUNNERS.find((each) => each.sign.test(script))
    if (!runner) continue
    yield {
      at: manifestSpot(text, "scripts", name),
      title: `npm ${name === "start" ? "start" : `run ${name}`} starts the service with ${runner.name}`,
      message: `\`${script.replaceAll("`", "'").slice(0, 80)}\` ${runner.effect}${isProduction ? "" : "; the image or the platform starts the service with this script"}.`,
      fix: "Compile in a `build` script and start the result: `node dist/main.js`.",
      key: `script ${name} ${runner.name}`,
    }
  }
}

function isStartedByDeployment(project: Project, manifest: Manifest): boolean {
  return project.once(`npm start is deployed ${manifest.path}`, () => {
    const start = /\b(?:npm|yarn|pnpm)["',\s]+(?:run["',\s]+)?start\b(?!:)/
    return [...project.tree.files.values()].some(
      ({ path, text }) =>
        ((/(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$/i.test(path) && /^\s*(?:CMD|ENTRYPOINT)\b.*$/m.test(text)) ||
          /(?:^|\/)Procfile$/.test(path)) &&
        !isForDevelopment(path) &&
        project.manifestFor(path) === manifest &&
        text.split("\n").some((line) => /^\s*(?:CMD|ENTRYPOINT|web:)/.test(line) && start.test(line)),
    )
  })
}

function isForDevelopment(path: string): boolean {
  return /dev|local|test|e2e|example/i.test(path)
}
