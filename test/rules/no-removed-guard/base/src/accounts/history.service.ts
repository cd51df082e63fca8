export class HistoryService {
  async remove(uid: string, id: string) {
    return this.prisma.userHistory.delete({ where: { id, userUid: uid } })
  }

  async star(uid: string, id: string) {
    return this.prisma.userHistory.update({ where: { id, userUid: uid }, data: { isStarred: true } })
  }
}
