require("./image-queue")

// ruleid: require-drained-worker
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0))
