// @ts-nocheck fixture
import { Column, Entity } from "typeorm"

@Entity()
export class User {
  // ruleid: no-revealed-column
  @Column()
  passwordHash: string

  @Column({ nullable: true })
  plexToken?: string

  @Column()
  biography: string

  // ok: no-revealed-column
  @Column({ select: false, length: 64 })
  apiKey: string
}
