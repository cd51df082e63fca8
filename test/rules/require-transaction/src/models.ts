// @ts-nocheck fixture
import { Model } from "sequelize"

export class Reservation extends Model {}
export class Stock extends Model {}
