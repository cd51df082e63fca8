exports.swap = async (prisma, one, other) => {
  await prisma.$transaction([
    prisma.account.update({ where: { id: one.id }, data: { owner: other.owner } }),
    prisma.account.update({ where: { id: other.id }, data: { owner: one.owner } }),
  ])
}

exports.rename = async (prisma, account, name) => {
  await prisma.account.update({ where: { id: account.id }, data: { name } })
  await prisma.log.create({ data: { account: account.id, name } })
}
