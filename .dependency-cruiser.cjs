// The boundaries of ARCHITECTURE.md as code. A violation prints the comment: it says what to do instead.
const io = "^(node:)?(fs|net|tls|dns|http|https|http2|os|process|timers|child_process|worker_threads|sqlite)(/|$)"
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: typeof from === "string" ? { path: from } : from,
  to,
})
// What a stage may import of ours: itself, the nouns, the errors, and what is named.
const only = (...allowed) => ({ path: "^src/", pathNot: ["^src/$1/", "^src/model/", "^src/errors[.]ts$", ...allowed] })

module.exports = {
  forbidden: [
    forbid("model-knows-nobody", "The model is the shared vocabulary; it imports nothing of ours.", "^src/(model)/", {
      path: "^src/",
      pathNot: "^src/model/",
    }),
    forbid("hygiene-knows-only-the-nouns", "What disarms hostile text stands below every stage.", "^src/(hygiene)/", only()),
    forbid(
      "pure-stages-meet-in-jobs",
      "Pass the value through src/jobs instead; only src/hygiene is below them.",
      "^src/(analysis|report|commands)/",
      only("^src/hygiene/"),
    ),
    forbid(
      "edges-meet-in-main",
      "Take it as a parameter and plug it in from src/main.ts; only src/hygiene is below them.",
      "^src/(store|checkout|expert|github)/",
      only("^src/hygiene/"),
    ),
    forbid("the-queue-stands-on-the-store", "Only the store is below the queue.", "^src/(queue)/", only("^src/store/")),
    forbid(
      "the-analysis-runs-apart",
      "It only runs the analysis; everything else is handed to it.",
      "^src/(analysis-process)/",
      only("^src/(analysis|jail)/"),
    ),
    forbid(
      "the-model-is-asked-apart",
      "It only runs the expert; everything else is handed to it.",
      "^src/(expert-process)/",
      only("^src/(expert|hygiene|jail)/"),
    ),
    forbid("the-jail-knows-nobody", "Whoever starts a process tells it what to run.", "^src/(jail)/", {
      path: "^src/",
      pathNot: "^src/jail/",
    }),
    forbid(
      "publish-writes-through-the-door",
      "Only the GitHub door and src/hygiene are below publish.",
      "^src/(publish)/",
      only("^src/github/", "^src/hygiene/"),
    ),
    forbid("webhooks-only-enqueue", "A handler turns an event into a job and returns.", "^src/(webhook)/", only("^src/commands/")),
    forbid("the-server-serves", "The server knows sockets and health, not reviews.", "^src/(server)/", only("^src/config[.]ts$")),
    forbid(
      "jobs-order-pure-stages",
      "Edges are handed to a job, never imported by it.",
      "^src/(jobs)/",
      only("^src/(analysis|report|commands)/"),
    ),
    forbid("the-sandbox-stands-alone", "The sandbox plays GitHub; what it shares with the App is only the nouns.", "^src/(sandbox)/", {
      path: "^src/",
      pathNot: ["^src/sandbox/", "^src/model/"],
    }),
    forbid("app-only-routes", "The route table names handlers; building them belongs to src/main.ts.", "^src/app[.]ts$", {
      path: "^src/",
      pathNot: "^src/(webhook|model)/",
    }),
    forbid(
      "nobody-imports-the-command-line",
      "The command line is the outermost ring.",
      { path: "^src/", pathNot: "^src/cli/" },
      { path: "^src/cli/" },
    ),
    forbid("pure-does-no-io", "Read it at an edge and pass it in.", "^src/(model|hygiene|analysis|report|commands|jobs)/", { path: io }),
    forbid(
      "one-door-to-github",
      "Only the webhook side and the GitHub door talk to GitHub.",
      "^src/(?!github/|webhook/|server/|app[.]ts$|main[.]ts$)",
      { path: "node_modules/(@octokit|probot)/" },
    ),
    forbid("one-door-to-claude", "Only src/expert talks to Claude.", "^src/(?!expert/|main[.]ts$)", {
      path: "node_modules/@anthropic-ai/",
    }),
    forbid(
      "one-door-to-processes",
      "Only src/checkout starts programs (git), and src/jail ourselves; the sandbox has its own git.",
      "^src/(?!checkout/|sandbox/|cli/|jail/)",
      { path: "^(node:)?child_process$" },
    ),
    forbid("one-door-to-the-database", "Only src/store and src/queue know the database.", "^src/(?!store/|queue/)", {
      path: "node_modules/(pg|pg-boss|kysely|@electric-sql)/",
    }),
    forbid("expert-cannot-touch-disk", "Tools read through the reader they are given.", "^src/expert/", {
      path: "^(node:)?(fs|child_process)(/|$)",
    }),
    forbid("rules-stand-alone", "Share code through src/analysis, not through another rule.", "^src/analysis/rules/(?!index[.])", {
      path: "^src/analysis/rules/",
    }),
    forbid("commands-stand-alone", "Share code through src/commands/command.ts.", "^src/commands/(?!index[.]|parse|help[.])", {
      path: "^src/commands/(?!command[.]|parse)",
    }),
    forbid("src-ignores-test", "Shipped code does not import tests.", "^src/", { path: "^test/" }),
    forbid("no-dev-dependency", "Move it to dependencies, or the image breaks.", "^src/", {
      dependencyTypes: ["npm-dev"],
      dependencyTypesNot: ["type-only"],
    }),
    forbid("no-unresolved", "A path rule cannot see what does not resolve.", "^src/", { couldNotResolve: true }),
    forbid("no-cycle", "A cycle hides which way the data flows.", "^src/", { circular: true }),
    {
      name: "no-orphan",
      comment: "Wire it or delete it.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "^src/(main[.]ts$|cli/main[.]ts$)" },
      to: {},
    },
  ],
  options: {
    // Under TypeScript 6: see scripts/check-boundaries.ts.
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // Without these, ESM-only packages such as @octokit/rest stay unresolved and the doors above stand open unnoticed.
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
}
