// @ts-nocheck fixture
import { Column, Entity } from "typeorm"

@Entity("users")
export class User {
  @Column({ name: "password_changed_at", type: "timestamptz", nullable: true })
  passwordChangedAt!: Date | null
}
