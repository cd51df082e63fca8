exports.swap = async (prisma, one, other) => {
  await prisma.account.update({ where: { id: one.id }, data: { owner: other.owner } })
  await prisma.account.update({ where: { id: other.id }, data: { owner: one.owner } })
}

exports.rename = async (prisma, account, name) => {
  await prisma.account.update({ where: { id: account.id }, data: { name: name.trim() } })
  await prisma.log.create({ data: { account: account.id, name } })
}
