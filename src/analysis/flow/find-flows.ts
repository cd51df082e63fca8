import type { FileReason } from "../../model/analysis.ts"
import type { Project } from "../source/project.ts"
import type { Flow } from "./flow.ts"

/** Every way of request data into a sink that starts in a handler of the given files. */
export function findFlows(_project: Project, _files: ReadonlySet<string>): { flows: readonly Flow[]; failed: readonly FileReason[] } {
  return { flows: [], failed: [] }
}
