// @ts-nocheck fixture
import { Column, Entity } from "typeorm"

@Entity()
export class User {
  @Column({ select: false })
  passwordHash: string

  @Column({ nullable: true, select: false })
  plexToken?: string

  @Column({ select: false })
  biography: string

  @Column({ select: false })
  apiKey: string
}
