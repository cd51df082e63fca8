// dependency-cruiser reads TypeScript through the API of TypeScript 6, which 7 does not have yet. Both are installed; only
// dependency-cruiser is given the older one.
import { registerHooks } from "node:module"

registerHooks({
  resolve(specifier, context, next) {
    const isAsked = /^typescript(\/|$)/.test(specifier) && (context.parentURL ?? "").includes("/node_modules/dependency-cruiser/")
    return next(isAsked ? specifier.replace("typescript", "typescript-6") : specifier, context)
  },
})

process.argv = [process.execPath, "depcruise", "src", "--config", ".dependency-cruiser.cjs", ...process.argv.slice(2)]
await import(new URL("../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", import.meta.url).href)
