// @ts-nocheck fixture
import { Processor, WorkerHost } from "@nestjs/bullmq"
import { Queue, Worker } from "bullmq"
import { pushContact } from "./crm.ts"

export const queue = new Queue("contacts", { defaultJobOptions: { attempts: 5, removeOnComplete: true } })

export const worker = new Worker("contacts", async (job) => {
  try {
    await pushContact(job.data)
    return { synced: true }
    // ruleid: no-failure-told-as-done
  } catch (error) {
    console.warn(error)
    return { synced: false }
  }
})

@Processor("mails")
export class MailProcessor extends WorkerHost {
  async process(job) {
    try {
      await this.mails.send(job.data)
      // ruleid: no-failure-told-as-done
    } catch (error) {
      this.logger.error(error)
    }
  }
}

export const honest = new Worker("contacts", async (job) => {
  try {
    await pushContact(job.data)
    // ok: no-failure-told-as-done
  } catch (error) {
    console.warn(error)
    throw error
  }
})

export const kept = new Worker("contacts", async (job) => {
  try {
    await pushContact(job.data)
    // ok: no-failure-told-as-done
  } catch (error) {
    console.warn(error)
    await job.updateData({ ...job.data, failed: true })
  }
})

export const meant = new Worker("contacts", async (job) => {
  try {
    await pushContact(job.data)
    // ok: no-failure-told-as-done
  } catch (error) {
    // A contact that is missing today is sent again tonight.
    console.warn(error)
  }
})
