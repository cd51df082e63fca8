// @ts-nocheck fixture
import { Entity, Index, JoinColumn, ManyToOne, OneToOne, PrimaryGeneratedColumn } from "typeorm"

@Entity()
@Index(["seller", "createdAt"])
export class Parcel {
  @PrimaryGeneratedColumn()
  id: number

  @ManyToOne(() => Customer, { onDelete: "CASCADE" })
  // ruleid: require-index-on-foreign-key
  customer: Customer

  @Index()
  @ManyToOne(() => Depot, { onDelete: "CASCADE" })
  // ok: require-index-on-foreign-key
  depot: Depot

  @ManyToOne(() => Seller, { onDelete: "CASCADE" })
  // ok: require-index-on-foreign-key
  seller: Seller

  @OneToOne(() => Label, { onDelete: "CASCADE" })
  @JoinColumn()
  // ok: require-index-on-foreign-key
  label: Label
}
