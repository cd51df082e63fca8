import { defineRule } from "../rule.ts"
import { readDockerfile } from "../source/dockerfile.ts"
import { folderOf } from "../source/resolve-import.ts"

export const requireDockerignore = defineRule({
  kind: "text",
  id: "require-dockerignore",
  section: "security",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "The image takes everything that lies in the folder",
  why: "`COPY . .` takes what is there at the time of the build: `.env` with the secrets, `.git` with the history, modules built for another system. What is in a layer stays in it.",
  fix: "Add a `.dockerignore` with `.env*`, `.git` and `node_modules`.",
  cwe: ["CWE-538"],
  files: (path) => /(?:^|\/)(?:Dockerfile|Containerfile)$/.test(path),
  *check({ project, path, text }) {
    const folder = folderOf(path)
    const names = [`${path}.dockerignore`, folder === "" ? ".dockerignore" : `${folder}/.dockerignore`, ".dockerignore"]
    if (names.some((name) => project.has(name))) return
    // Built from somewhere else when there is nothing of a service beside it.
    if (!project.has(folder === "" ? "package.json" : `${folder}/package.json`)) return
    const stage = readDockerfile(text).stages.at(-1)
    const copy = stage?.instructions.find((each) => each.name === "COPY" && /^(?:--(?!from)\S+\s+)*\.\/?\s+\S+$/.test(each.value))
    if (!copy) return
    yield {
      at: copy,
      message: `A \`.env\` beside the sources ends up in the image, and with it every secret in it, and so does \`.git\`: \`COPY ${copy.value.slice(0, 40)}\` takes the whole folder, and there is no \`.dockerignore\`.`,
      key: "no .dockerignore",
    }
  },
})
