export const describe = async (user) => (await fetch(`https://texts.example/${user.id}`)).text()
