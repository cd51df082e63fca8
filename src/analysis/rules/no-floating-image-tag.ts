import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { readDockerfile } from "../source/dockerfile.ts"
import type { Stage } from "../source/dockerfile.ts"

export const noFloatingImageTag = defineRule({
  kind: "text",
  id: "no-floating-image-tag",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The base image is not pinned",
  why: "The same commit gives another image tomorrow, with another major version of Node and other system libraries. A rollback then rolls back to something nobody has tested.",
  fix: "Name a version: at least the major and the distribution, such as `node:24-bookworm-slim`.",
  cwe: ["CWE-1357"],
  files: (path) =>
    /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i.test(path) &&
    // What is newest is what people want to develop in.
    !/(?:^|\/)\.(?:devcontainer\/|gitpod\b)/i.test(path),
  *check({ text }) {
    const { stages } = readDockerfile(text)
    for (const [index, stage] of stages.entries()) {
      const image = writtenImage(text, stage)
      if (image === null || stages.slice(0, index).some((each) => each.alias === image.name.toLowerCase())) continue
      const floating = floatingTag(image.name)
      if (floating === null) continue
      const repository = floating.repository
      const pinned = stages
        .map((each) => writtenImage(text, each))
        .find((each) => each !== null && each !== image && sameRepository(each.name, repository))
      const copied = stages
        .slice(0, index)
        .find(
          (each) =>
            each.alias !== null &&
            stage.instructions.some(
              (instruction) =>
                instruction.name === "COPY" &&
                new RegExp(`--from=${escapePattern(each.alias as string)}\\b.*node_modules`, "i").test(instruction.value),
            ),
        )
      const isNode = /(?:^|\/)node$/.test(repository)
      yield {
        at: { start: image.start, end: image.end },
        title: `\`${image.name}\` is whatever is newest on the day of the build`,
        message: `The next build of the same commit can run on another ${isNode ? "major version of Node" : "version"}, unannounced and untested: ${floating.how}.${copied && pinned ? ` The \`node_modules\` copied from stage \`${copied.alias}\` were installed on \`${pinned.name}\`; native modules break when the two drift apart.` : ""}`,
        fix: pinned
          ? `Use \`${pinned.name}\`, as the other stage does.`
          : `Name a version${isNode ? ", such as `node:24-bookworm-slim`" : ""}, or pin the digest.`,
        ...(pinned ? { edits: [{ start: image.start, end: image.end, text: pinned.name }] } : {}),
        // Long-term support moves once a year; the others at any time.
        ...(/:lts/.test(image.name) ? { severity: "low" as const } : {}),
        key: `floating ${repository}`,
      }
    }
  },
})

interface Written {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The image of this FROM line itself, with its place; `null` when it is built at run time or is `scratch`. */
function writtenImage(text: string, stage: Stage): Written | null {
  const line = text.slice(stage.start, stage.end)
  const match = /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(line)
  if (!match) return null
  const name = match[1] as string
  if (name === "scratch" || name.includes("$")) return null
  const start = stage.start + match[0].length - name.length
  return { name, start, end: start + name.length }
}

function floatingTag(image: string): { repository: string; how: string } | null {
  if (image.includes("@sha256:")) return null
  const slash = image.lastIndexOf("/")
  const colon = image.indexOf(":", slash + 1)
  const repository = colon === -1 ? image : image.slice(0, colon)
  const tag = colon === -1 ? null : image.slice(colon + 1)
  // `gcr.io/distroless/nodejs22-debian12` carries its versions in the name.
  if (tag === null)
    return /\d/.test(repository.slice(slash + 1)) && slash !== -1 ? null : { repository, how: "without a tag it means `latest`" }
  const moving =
    /^(?:latest|current|lts|stable|edge|nightly|alpine|slim|bookworm|bullseye|trixie|lts-[a-z-]+|current-[a-z-]+|(?:bookworm|bullseye|trixie)-slim)$/.test(
      tag,
    )
  if (!moving || (tag !== "latest" && !/(?:^|\/)node$/.test(repository))) return null
  return { repository, how: `the tag \`${tag}\` moves with every release` }
}

function sameRepository(image: string, repository: string): boolean {
  return image.startsWith(`${repository}:`) && floatingTag(image) === null
}
