// @ts-nocheck fixture
import { Model } from "sequelize"

export class Customer extends Model {}
