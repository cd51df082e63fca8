import { openStore } from "../../src/store/open-store.ts"
import { describeQueue } from "./contract.ts"

describeQueue("on the embedded database in memory", () => openStore({ dataDirectory: "memory://", onLog: () => undefined }))
