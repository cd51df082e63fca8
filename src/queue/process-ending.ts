/** Why a running job is asked to end when the process does; the job goes back to the queue at once. */
export class ProcessEnding extends Error {
  override readonly name = "ProcessEnding"
  constructor() {
    super("The process is ending")
  }
}
