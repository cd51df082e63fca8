import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isComposePath, readComposeFile } from "../source/compose-file.ts"
import { readDockerfile } from "../source/dockerfile.ts"

const SECRET =
  /(?:^|_)(?:SECRET(?:_?KEY)?|PASSWORD|PASSWD|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?|DB_?PASS|JWT_?KEY|SESSION_?KEY|ENCRYPTION_?KEY)$/i
const SIGNS = /(?:JWT|SESSION|COOKIE|AUTH|APP|SIGNING|ENCRYPTION|TOKEN)_?(?:SECRET|KEY)|^SECRET$|SECRET_KEY/i
const EVIDENCE = "(the line holds a secret and is not repeated here)"
const PLACEHOLDER =
  /^$|^[<[{(%]|\$[{A-Z(]|change_?-?me|change_?this|replace|your[-_ ]|example|placeholder|x{3,}|\*{3,}|^\.{3}|todo|none|null|^(?:true|false|\d{1,3})$|insert|enter|generate|^(?:build|dummy|test|fake|mock|temp|unused|not-?used|ci)[\w-]*$|_FILE$|^\/run\/secrets|^\/etc\//i
const LOCAL = /(?:^|[./_-])(?:dev|development|local|test|ci|override|example|sample|e2e|debug|demo)(?:[./_-]|$)/i

export const noSecretInImage = defineRule({
  kind: "text",
  id: "no-secret-in-image",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "medium",
  title: "A secret is written into the container's configuration",
  why: "What an image sets stays in its layers for everyone who can pull it, and what a compose file sets is in the repository for good. Neither can be changed without a release.",
  fix: "Give it when the container starts, from a secret store or an environment file that is not committed; for builds use `RUN --mount=type=secret`.",
  cwe: ["CWE-798", "CWE-538"],
  files: (path) =>
    !isTestPath(path) &&
    !LOCAL.test(path) &&
    (isComposePath(path) || /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i.test(path)),
  *check({ path, text }) {
    if (isComposePath(path)) yield* inCompose(text)
    else yield* inDockerfile(text)
  },
})

function* inDockerfile(text: string): Generator<Draft> {
  const { stages } = readDockerfile(text)
  for (const [index, stage] of stages.entries()) {
    for (const instruction of stage.instructions) {
      if (instruction.name !== "ENV" && instruction.name !== "ARG") continue
      for (const { name, value } of pairsIn(instruction.name, instruction.value)) {
        if (!SECRET.test(name) || PLACEHOLDER.test(value) || value.length < 6) continue
        const isLast = index === stages.length - 1
        yield {
          at: { start: instruction.start, end: instruction.end },
          severity: isLast ? "high" : "medium",
          title: `${name} is part of the image`,
          message: `Everyone who can pull the image or read the repository has \`${name}\`: \`${instruction.name}\` keeps it in the layers, where \`docker history\` shows it.`,
          evidence: EVIDENCE,
          key: `image ${name}`,
        }
      }
      // `ENV NPM_TOKEN=$NPM_TOKEN` writes what was handed to the build into the image.
      const copied = instruction.name === "ENV" ? /^(\w+)(?:=|\s+)["']?\$\{?(\w+)\}?["']?\s*$/.exec(instruction.value) : null
      const name = copied?.[1]
      if (name === undefined || !SECRET.test(name) || index !== stages.length - 1) continue
      if (!stage.instructions.some((each) => each.name === "ARG" && each.value.split("=")[0]?.trim() === copied?.[2])) continue
      yield {
        at: { start: instruction.start, end: instruction.end },
        title: `${name} becomes part of the image`,
        message: `Everyone who can pull the image reads \`${name}\`: \`ENV\` writes what the build was given into the configuration of the image.`,
        fix: "Use `RUN --mount=type=secret,id=…` for the step that needs it.",
        key: `baked ${name}`,
      }
    }
  }
}

function pairsIn(instruction: string, value: string): { name: string; value: string }[] {
  const found: { name: string; value: string }[] = []
  for (const match of value.matchAll(/(\w{2,60})=("[^"\n]{0,500}"|'[^'\n]{0,500}'|\S{0,500})/g))
    found.push({ name: match[1] as string, value: (match[2] as string).replace(/^["']|["']$/g, "") })
  const spaced = found.length === 0 && instruction === "ENV" ? /^(\w{2,60})\s+(\S.{0,500})$/.exec(value) : null
  if (spaced) found.push({ name: spaced[1] as string, value: (spaced[2] as string).trim() })
  return found
}

function* inCompose(text: string): Generator<Draft> {
  for (const service of readComposeFile(text)) {
    for (const { name, value } of service.environment) {
      // The password of a database beside it is the usual way to try things out.
      if (!SECRET.test(name) || /PASS/i.test(name) || value.text.length < 6 || PLACEHOLDER.test(value.text)) continue
      const signs = SIGNS.test(name)
      yield {
        at: { start: value.start, end: value.end },
        severity: signs ? "high" : "medium",
        confidence: signs ? "medium" : "low",
        title: `${name} is written into the compose file`,
        message: signs
          ? `Everyone who has read the repository can sign what \`${service.name.slice(0, 40)}\` trusts, wherever it was started with this file: \`${name}\` is written here as text.`
          : `Everyone who has read the repository has \`${name}\` of every \`${service.name.slice(0, 40)}\` that was started with this file.`,
        fix: `Write \`\${${name}:?}\` and keep the value in a \`.env\` that is not committed.`,
        evidence: EVIDENCE,
        key: `compose ${service.name} ${name}`,
      }
    }
  }
}
