// What builds the application loads this, and has the framework.
// ok: no-dev-dependency-in-production
import { definePlugin } from "host-framework"

export default definePlugin(() => {})
