export class Throttle {
  async isAllowed(account) {
    return account !== ""
  }

  limit() {
    return 3
  }
}
