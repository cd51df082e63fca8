// @ts-nocheck fixture
export class Connection {
  connect() {
    this.pingTimer = setInterval(() => this.ping(), 1_000)
    this.idleTimer = setTimeout(() => this.close(), 60_000)
  }

  onError() {
    clearTimeout(this.reconnectTimer)
    // ruleid: require-cleared-timer
    this.reconnectTimer = setTimeout(() => this.connect(), 5_000)
    this.sweepTimer = setTimeout(() => this.sweep(), 5_000)
  }

  close() {
    clearInterval(this.pingTimer)
    clearTimeout(this.idleTimer)
    this.stopSweeping()
  }

  stopSweeping() {
    clearTimeout(this.sweepTimer)
  }
}

export class Poller {
  start() {
    // ok: require-cleared-timer
    this.timer = setInterval(() => this.poll(), 1_000)
    // ok: require-cleared-timer
    this.late = setTimeout(() => this.report(), 1_000)
  }

  stop() {
    this.stopped = true
  }
}

export class Cache {
  start() {
    // ok: require-cleared-timer
    this.sweeper = setInterval(() => this.sweep(), 1_000)
    this.saver = setInterval(() => this.save(), 1_000)
  }

  close() {
    clearInterval(this.saver)
  }

  destroy() {
    clearInterval(this.sweeper)
    this.close()
  }
}
