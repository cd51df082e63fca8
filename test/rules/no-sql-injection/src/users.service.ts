// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { DataSource } from "typeorm"

@Injectable()
export class UsersService {
  constructor(private dataSource: DataSource) {}

  list(order: string) {
    // ruleid: no-sql-injection
    return this.dataSource.query(`SELECT * FROM users ORDER BY ${order}`)
  }

  one(id: number) {
    // ok: no-sql-injection
    return this.dataSource.query(`SELECT * FROM users WHERE id = ${id}`)
  }
}
