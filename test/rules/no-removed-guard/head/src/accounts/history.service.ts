export class HistoryService {
  async remove(uid: string, id: string) {
    // ruleid: no-removed-guard
    return this.prisma.userHistory.delete({ where: { id } })
  }

  async star(uid: string, id: string) {
    // ok: no-removed-guard
    return this.prisma.userHistory.update({ where: { id_userUid: { id, userUid: uid } }, data: { isStarred: true } })
  }
}
