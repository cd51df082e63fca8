const { images } = require("./image-queue")

process.on("SIGTERM", async () => {
  await images.close(30_000)
  // ok: require-drained-worker
  process.exit(0)
})
