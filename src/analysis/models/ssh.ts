import type { TechnologyModel } from "./model.ts"

/** Clients that hand a text to the shell of another machine. */
export const ssh: TechnologyModel = {
  technology: "SSH",
  packages: ["ssh2"],
  sinks: ["ssh2.Client().exec", "ssh2-promise().exec", "simple-ssh().exec", "node-ssh.NodeSSH().execCommand"].map((call) => ({
    call,
    kind: "command",
    arguments: [0],
    needs: "string",
    unless: "shell-quoted",
  })),
}
