const shared = { exec_mode: "cluster", instances: "max", kill_timeout: 15_000 }

module.exports = {
  apps: [
    // ok: no-schedule-in-cluster
    { ...shared, name: "api", script: "src/api.js" },
    {
      ...shared,
      name: "scheduler",
      // ruleid: no-schedule-in-cluster
      script: "src/scheduler.js",
    },
    // ruleid: no-schedule-in-cluster
    { name: "all", script: "src/all.js", instances: 4 },
    // ok: no-schedule-in-cluster
    { ...shared, name: "alone", script: "src/scheduler.js", exec_mode: "fork", instances: 1 },
    // ok: no-schedule-in-cluster
    { ...shared, name: "agreed", script: "src/agreed.js" },
  ],
}
