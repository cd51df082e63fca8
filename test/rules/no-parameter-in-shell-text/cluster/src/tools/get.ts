// @ts-nocheck fixture
import { execSync } from "node:child_process"

export async function get(input: { resourceType: string; name?: string; output?: "json" | "yaml" }) {
  const resourceType = input.resourceType.toLowerCase()
  let command = "kubectl get "
  command += resourceType
  if (input.name) command += ` ${input.name}`
  // ruleid: no-parameter-in-shell-text
  return execSync(command, { encoding: "utf8" })
}

export async function version(input: { output?: "json" | "yaml" }) {
  // ok: no-parameter-in-shell-text
  return execSync(`kubectl version -o ${input.output}`, { encoding: "utf8" })
}
