import type { MigrationInterface, QueryRunner } from "typeorm"

export class DropNote1740000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner) {
    // ruleid: no-destructive-migration
    await queryRunner.query(`ALTER TABLE "invoices" DROP COLUMN "note"`)
  }
  async down(queryRunner: QueryRunner) {
    await queryRunner.query(`ALTER TABLE "invoices" ADD "note" text`)
  }
}
