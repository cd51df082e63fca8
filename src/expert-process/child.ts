import { makeExpert } from "./make-expert.ts"
import { serveExpert } from "./serve-expert.ts"

serveExpert(makeExpert)
