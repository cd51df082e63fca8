import { isTestPath } from "../classify.ts"
import { FUNCTION_LABEL } from "../models/function-services.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { listenersIn } from "./listeners.ts"
import type { RequestCheck } from "./schema/request-schemas.ts"

// What a request is checked by matters only to those who follow its data.
const unchecked: RequestCheck = { parts: new Map(), isOtherwiseChecked: true, pipe: null }

export interface CalledFunction {
  readonly module: SourceModule
  readonly node: FunctionNode
}

/** The functions that a cloud provider calls with what came over HTTP: of AWS Lambda, Azure, Google and Firebase. */
export function calledFunctionsOf(project: Project): readonly CalledFunction[] {
  return project.once("functions of cloud providers", () =>
    project.sourcePaths.flatMap((path): CalledFunction[] => {
      const module =
        isTestPath(path) || !project.mentions(path, /handler|functions?\b|\bmain\b|module\.exports/i) ? null : project.moduleOf(path)
      if (!module) return []
      return [...listenersIn(project, module, unchecked, new Set())].filter(({ route }) => route === FUNCTION_LABEL)
    }),
  )
}
