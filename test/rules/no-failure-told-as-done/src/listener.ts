// @ts-nocheck fixture
import { Processor, WorkerHost, OnWorkerEvent } from "@nestjs/bullmq"
import type { Job } from "bullmq"

@Processor("files")
export class FileProcessor extends WorkerHost {
  async process(job: Job) {
    await this.files.import(job.data)
  }

  @OnWorkerEvent("failed")
  async onFailed(job: Job) {
    await this.undo(job)
  }

  private async undo(job: Job) {
    try {
      await this.files.remove(job.data)
      // ok: no-failure-told-as-done
    } catch (error) {
      this.logger.error(error)
    }
  }
}
