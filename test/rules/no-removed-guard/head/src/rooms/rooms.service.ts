export class RoomsService {
  async rename(member: Member, room: Room, title: string) {
    const renamed = await this.rooms.update({ id: room.id, title })
    await this.history.append("renamed", room.id)
    return renamed
  }

  async close(member: Member, room: Room) {
    const closed = await this.rooms.update({ id: room.id, closedAt: this.clock.now() })
    await this.history.append("closed", room.id)
    return closed
  }

  // Whether there is an archive is the same for everybody.
  async archive(room: Room) {
    const archived = await this.archive.put(room)
    await this.history.append("archived", room.id)
    return archived
  }

  // What went on behind it went, too.
  async list(member: Member) {
    return []
  }
}
