// @ts-nocheck fixture
import { registerAs } from "@nestjs/config"

export default registerAs("push", () => ({
  // ruleid: no-text-as-boolean
  sandbox: Boolean(process.env.PUSH_SANDBOX),
}))
