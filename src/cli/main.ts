import { runProgram } from "./program.ts"

// The exit code is set and not forced: what is still being written reaches its reader.
process.exitCode = await runProgram(process.argv.slice(2))
