import { exec, execFile } from "node:child_process"

export class History {
  constructor(
    private readonly folder: string,
    private readonly branch = "main",
  ) {}

  references(done: (error: Error | null) => void): void {
    const command = this.command("show-ref")
    // ruleid: no-command-injection
    exec(command, done)
  }

  log(done: (error: Error | null) => void): void {
    // ok: no-command-injection
    execFile("git", ["-C", this.folder, "log", this.branch], done)
  }

  private command(...words: string[]): string {
    return `git --git-dir=${this.folder} ${words.join(" ")}`
  }
}
