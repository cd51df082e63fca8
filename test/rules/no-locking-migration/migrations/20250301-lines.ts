// @ts-nocheck fixture
export class Lines1740000000000 {
  async up(runner) {
    // ruleid: no-locking-migration
    await runner.query(`CREATE INDEX "lines_order" ON "lines" ("orderId")`)
  }

  async down(runner) {
    // ok: no-locking-migration
    await runner.query(`CREATE INDEX "lines_old" ON "lines" ("old")`)
  }
}
