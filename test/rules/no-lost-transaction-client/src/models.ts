// @ts-nocheck fixture
import { Model } from "sequelize"

export class Order extends Model {}
export class OrderLine extends Model {}
