// The program of the child process; see start-child.ts.
import { serveAnalysis } from "./serve-analysis.ts"

serveAnalysis()
