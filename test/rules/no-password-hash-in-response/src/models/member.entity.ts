// @ts-nocheck fixture
import { Column, Entity, PrimaryGeneratedColumn } from "typeorm"

@Entity("members")
export class Member {
  @PrimaryGeneratedColumn("uuid")
  id: string

  @Column()
  name: string

  @Column({ name: "password_hash" })
  passwordHash: string
}
