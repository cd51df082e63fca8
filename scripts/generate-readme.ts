import { readFileSync } from "node:fs"
import { join } from "node:path"
import { renderCommandTable } from "../src/commands/command.ts"
import { commands } from "../src/commands/index.ts"
import { describeSettings } from "../src/config/variables.ts"
import { renderPolicyTemplate } from "../src/model/policy-template.ts"
import { defaultPolicy, Policy } from "../src/model/policy.ts"

/** The README with its generated parts brought up to date, so that what it says about settings and commands is what the code does. */
export function generateReadme(root: string): string {
  const parts: Readonly<Record<string, string>> = {
    settings: describeSettings(),
    policy: describePolicy(),
    commands: renderCommandTable(commands),
  }
  const text = readFileSync(join(root, "README.md"), "utf8")
  return text.replaceAll(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (whole, start: string, name: string, end: string) => {
      const part = parts[name]
      return part === undefined ? whole : `${start}\n${part}\n\n${end}`
    },
  )
}

function describePolicy(): string {
  const rows = Object.entries(Policy.shape).map(
    ([name, field]) => `| \`${name}\` | \`${JSON.stringify(defaultPolicy[name as keyof Policy])}\` | ${field.description ?? ""} |`,
  )
  return [
    "| field | default | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
    "`expert config --init` prints this file:",
    "",
    "```yaml",
    renderPolicyTemplate().trim(),
    "```",
  ].join("\n")
}
