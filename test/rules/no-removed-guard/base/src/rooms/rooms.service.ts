export class RoomsService {
  async rename(member: Member, room: Room, title: string) {
    if (!room.moderators.includes(member.id)) {
      throw new ForbiddenException("Only moderators rename a room")
    }

    const renamed = await this.rooms.update({ id: room.id, title })
    await this.history.append("renamed", room.id)
    return renamed
  }

  async close(member: Member, room: Room) {
    await this.rights.assertMayModerate(member, room)
    const closed = await this.rooms.update({ id: room.id, closedAt: this.clock.now() })
    await this.history.append("closed", room.id)
    return closed
  }

  async archive(room: Room) {
    if (!this.config.isArchiveEnabled) throw new ForbiddenException("There is no archive here")
    const archived = await this.archive.put(room)
    await this.history.append("archived", room.id)
    return archived
  }

  async list(member: Member) {
    if (member.isBanned) throw new ForbiddenException()
    const rooms = await this.rooms.find({ visibleTo: member.id })
    return rooms.map((room) => this.present(room))
  }
}
