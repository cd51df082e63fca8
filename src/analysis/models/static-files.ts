import type { Setting, TechnologyModel } from "./model.ts"

const hidden: Setting[] = [
  { call: "express.static", argument: 1, option: "dotfiles", unsafe: { is: ["allow"] } },
  { call: "serve-static", argument: 1, option: "dotfiles", unsafe: { is: ["allow"] } },
  { call: "@fastify/static", argument: 1, option: "dotfiles", unsafe: { is: ["allow"] } },
  { call: "koa-static", argument: 1, option: "hidden", unsafe: { is: [true] } },
].map((each) => ({
  ...each,
  concern: "exposure",
  severity: "medium",
  confidence: "medium",
  title: "Hidden files are served",
  message: "Whatever lies below the folder under a name with a dot can be downloaded: `.env`, `.git`, editor back-ups.",
  fix: "Remove the option; serve what must be found, such as `.well-known`, from a folder of its own.",
}))

/** What serves files and shows errors. */
export const staticFiles: TechnologyModel = {
  technology: "Static files",
  packages: ["send"],
  // With the option `root` it refuses what leads out of it; without, the path is taken as it is.
  sinks: [{ call: "send", kind: "path", arguments: [1], needs: "path" }],
  settings: [
    ...hidden,
    {
      call: "inspector.open",
      argument: 1,
      unsafe: { is: ["0.0.0.0", "::"] },
      concern: "exposure",
      severity: "critical",
      title: "The debugger is open to the network",
      message: "Whoever reaches the port runs code in the process, without a password: the inspector listens on every address of the host.",
      fix: "Leave the address out, which means this machine alone, and reach it through SSH.",
      safe: '"127.0.0.1"',
    },
    {
      call: "serve-index",
      argument: 0,
      unsafe: "used",
      concern: "exposure",
      severity: "medium",
      confidence: "medium",
      title: "Visitors can list the folder",
      message: "Everything in the folder is offered with its name, so what nobody linked to is found and downloaded as well.",
      fix: "Drop the listing, or put a check of who is calling before it.",
    },
    {
      call: "@fastify/static",
      argument: 1,
      option: "list",
      unsafe: { is: [true] },
      concern: "exposure",
      severity: "medium",
      confidence: "medium",
      title: "Visitors can list the folder",
      message: "Everything in the folder is offered with its name, so what nobody linked to is found and downloaded as well.",
      fix: "Remove the option.",
      safe: "false",
    },
    {
      call: "errorhandler",
      argument: 0,
      unsafe: "used",
      concern: "exposure",
      severity: "medium",
      title: "Stack traces are sent to visitors",
      message:
        "Every failing request tells its sender file names, library versions and the code around the failure: `errorhandler` is made for development and is used without a condition.",
      fix: "Use it only outside production, and answer with a general sentence otherwise.",
    },
  ],
}
