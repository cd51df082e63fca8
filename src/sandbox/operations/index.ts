import type { Operation } from "../operation.ts"
import { appOperations } from "./app.ts"
import { checkOperations } from "./checks.ts"
import { commentOperations } from "./comments.ts"
import { dependencyOperations } from "./dependencies.ts"
import { pullOperations } from "./pulls.ts"
import { repositoryOperations } from "./repository.ts"
import { reviewOperations } from "./reviews.ts"

/** Every REST operation the sandbox knows; `scripts/build-openapi-slice.ts` cuts the description to these. */
export const operations: readonly Operation[] = [
  ...appOperations,
  ...repositoryOperations,
  ...pullOperations,
  ...reviewOperations,
  ...commentOperations,
  ...checkOperations,
  ...dependencyOperations,
]
