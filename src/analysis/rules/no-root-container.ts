import { defineRule } from "../rule.ts"
import { isWorkspaceImage, readDockerfile } from "../source/dockerfile.ts"

export const noRootContainer = defineRule({
  kind: "text",
  id: "no-root-container",
  section: "security",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The container runs as root",
  why: "Code execution in the service is then root in the container, one kernel or mount mistake away from the host. Official Node images bring an unprivileged user for exactly this.",
  fix: "Switch to an unprivileged user before the command that starts the service; official Node images have the user `node`.",
  cwe: ["CWE-250"],
  files: (path) =>
    /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i.test(path) &&
    // Images that only run tests, or what somebody is writing, never meet a stranger.
    !isWorkspaceImage(path) &&
    !/(?:^|[./_-])(?:e2e|tests?|ci|maildev)(?:[./_-]|$)/i.test(path),
  *check({ text }) {
    const stage = readDockerfile(text).stages.at(-1)
    if (!stage) return
    const starts = stage.instructions.filter((each) => each.name === "CMD" || each.name === "ENTRYPOINT")
    const start = starts[0]
    // Without a start command it is an image to build on, or one whose user the platform sets.
    if (!start || runsUnprivileged(stage.image)) return
    // Its first process opens the port and reads the certificates; those that answer are of another user.
    if (/^\[?\s*"?(?:\/\S*\/)?(?:nginx|httpd|apache2\S*|haproxy|caddy)\b/.test(start.value.trim())) return
    const user = stage.instructions.filter((each) => each.name === "USER").at(-1)
    if (user && !/^(?:root|0)(?::.*)?$/.test(user.value.trim())) return
    const official = /^(?:docker\.io\/(?:library\/)?)?node(?::|@|$)/.test(stage.image)
    const command = start.value.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
    if (user) {
      yield {
        at: user,
        message: `\`USER ${user.value.trim().slice(0, 20).replaceAll("`", "'")}\` makes \`${command}\` run as root: whoever gets code to run in the service owns the whole container, with every secret and mount in it.`,
        ...(official ? { edits: [{ start: user.start, end: user.end, text: "USER node" }] } : {}),
      }
      return
    }
    yield {
      at: start,
      ...(isPlainBase(stage.image) ? {} : { confidence: "low" as const }),
      message: `No \`USER\` comes before \`${command}\`, so the service runs as root: whoever gets code to run in it owns the whole container, with every secret and mount in it.`,
      fix: official
        ? "Add `USER node` above this line; files the service writes need `COPY --chown=node:node`."
        : "Create an unprivileged user and switch to it with `USER` above this line.",
      ...(official ? { edits: [{ start: start.start, end: start.start, text: "USER node\n" }] } : {}),
      key: "no USER",
    }
  },
})

// The image of another service may have switched to a user of its own before; those that people build on start as root.
function isPlainBase(image: string): boolean {
  return !image.includes("/") || /\/(?:node|alpine|debian|ubuntu|bun|deno|python|distroless)(?:[-:@/]|$)/.test(image)
}

function runsUnprivileged(image: string): boolean {
  return /nonroot|unprivileged|rootless|^(?:docker\.io\/)?bitnami\/|chainguard|ubi\d+\/nodejs/.test(image)
}
