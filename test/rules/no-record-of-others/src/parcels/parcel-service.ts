import { ParcelRepository } from "./parcel-repository.ts"

const repository = new ParcelRepository()

export class ParcelService {
  list(accountId: string) {
    return repository.ofAccount(accountId)
  }

  async get(id: string) {
    const parcel = await repository.byId(id)
    if (!parcel) throw new Error("no such parcel")
    return parcel
  }

  label(id: string, accountId: string) {
    return repository.label(id, accountId)
  }

  async expire(job: { parcelId: string }) {
    await repository.expire(job.parcelId)
  }
}
