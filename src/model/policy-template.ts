import { stringify } from "yaml"
import { z } from "zod"
import { defaultPolicy, Policy } from "./policy.ts"

// Where the schema stands in a repository that has this package among its dependencies, as seen from `.github/expert.yml`.
const installedSchema = "../node_modules/nodejs-backend-expert/schema/policy.schema.json"

// Shown in place of a default that shows nothing.
const examples: Readonly<Partial<Record<keyof Policy, unknown>>> = {
  gate: [{ severity: "critical" }, { severity: "high", sections: ["security"], paths: ["src/payments/**"] }],
  ignore: ["legacy/**"],
  include: ["services/api/**"],
  instructions: [{ paths: ["src/api/**"], text: "Every route of this folder is called by partners; a change of a response breaks them." }],
  labels: { skip: ["no-review"], deepen: ["needs-care"] },
  rules: { "require-test-for-route": "low" },
}

const lineLength = 110

/** Returns a settings file that says nothing but explains everything: each setting commented out, with its default or an example. */
export function renderPolicyTemplate(schemaAddress: string = installedSchema): string {
  const parts = Object.entries(Policy.shape)
    .filter(([name]) => name !== "version")
    .map(([name, field]) => renderSetting(name as keyof Policy, field.description ?? ""))
  const head = [
    `# yaml-language-server: $schema=${schemaAddress}`,
    "# Settings of the backend expert for this repository, read at the base of a pull request.",
    "# Every line is optional; what is commented out shows the default, or an example where the default is nothing.",
    "version: 1",
  ]
  return `${head.join("\n")}\n\n${parts.join("\n\n")}\n`
}

/** Text of `schema/policy.schema.json`: the JSON Schema (draft 7) of a settings file, as editors read it. */
export function renderPolicySchema(): string {
  const schema = z.toJSONSchema(Policy, { target: "draft-7", io: "input" })
  return `${JSON.stringify({ title: "Settings of nodejs-backend-expert", ...schema }, null, 2)}\n`
}

function renderSetting(name: keyof Policy, description: string): string {
  const example = examples[name]
  const value = stringify({ [name]: example ?? defaultPolicy[name] }, { lineWidth: 0 }).trimEnd()
  const lines = [
    ...wrap(example === undefined ? description : `${description} Default: ${JSON.stringify(defaultPolicy[name])}.`),
    ...value.split("\n"),
  ]
  return lines.map((line) => `# ${line}`).join("\n")
}

function wrap(text: string): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length >= lineLength) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}
