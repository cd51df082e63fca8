module.exports = {
  apps: [
    {
      name: "api",
      script: "dist/main.js",
      // ruleid: no-watch-in-production
      watch: false,
    },
    {
      name: "api-dev",
      script: "src/main.js",
      // ok: no-watch-in-production
      watch: true,
    },
    {
      name: "worker",
      script: "dist/worker.js",
      // ok: no-watch-in-production
      watch: false,
    },
  ],
}
