// @ts-nocheck fixture
import { kernel } from "./kernel"

kernel.init()
// ruleid: require-graceful-shutdown
process.on("SIGINT", () => {
  kernel.shutdown()
})
// ok: require-graceful-shutdown
process.on("message", (message) => {
  if (message === "shutdown") kernel.shutdown()
})
