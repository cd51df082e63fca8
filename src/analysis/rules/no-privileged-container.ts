import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isComposePath, readComposeFile } from "../source/compose-file.ts"
import type { ComposeService } from "../source/compose-file.ts"

// What is made to manage other containers needs the socket.
const MANAGES =
  /traefik|portainer|watchtower|nginx-proxy|docker-gen|cadvisor|dozzle|caddy|buildkit|dind|gitlab-runner|actions-runner|jenkins|agent|promtail|datadog|vector|alloy/i
const LOCAL = /(?:^|[./_-])(?:dev|development|local|test|ci|override|example|e2e|debug|build)(?:[./_-]|$)/i

export const noPrivilegedContainer = defineRule({
  kind: "text",
  id: "no-privileged-container",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "The container can take over its host",
  why: "A container is a wall only while it cannot reach the host's devices, network or Docker. With one of these, a defect in the service is a defect of the whole machine.",
  fix: "Drop the privilege, or give the one capability that is needed with `cap_add`.",
  cwe: ["CWE-250", "CWE-732"],
  files: (path) => isComposePath(path) && !isTestPath(path) && !LOCAL.test(path),
  *check({ text }) {
    for (const service of readComposeFile(text)) if (!MANAGES.test(`${service.name} ${service.image ?? ""}`)) yield* judge(service)
  },
})

function* judge(service: ComposeService): Generator<Draft> {
  const name = service.name.slice(0, 40)
  if (service.privileged?.text === "true") {
    yield {
      at: service.privileged,
      message: `Whoever gets code to run in \`${name}\` owns the host: \`privileged: true\` gives it every device and every right of the kernel.`,
      key: `privileged ${name}`,
    }
  }
  const socket = service.volumes.find((each) => /(?:^|\/)docker\.sock(?::|$)/.test(each.text))
  if (socket) {
    yield {
      at: socket,
      confidence: "medium",
      title: "The container controls the host's Docker",
      message: `Whoever gets code to run in \`${name}\` owns the host: through the socket of Docker it starts a container with the host's disk mounted. \`:ro\` does not change that.`,
      fix: "Give it a proxy of the socket that allows only the calls it needs.",
      key: `socket ${name}`,
    }
  }
  if (service.networkMode?.text === "host") {
    yield {
      at: service.networkMode,
      severity: "medium",
      confidence: "low",
      title: "The container shares the host's network",
      message: `Everything that listens on the host's own address, databases and metrics included, can be reached from \`${name}\`, and its ports are open without being published.`,
      fix: "Publish the ports it needs and use a network of its own.",
      key: `host network ${name}`,
    }
  }
}
