const { DataTypes, Model } = require("sequelize")

class Profile extends Model {}

exports.connect = (sequelize) => {
  Profile.init({ picture: DataTypes.STRING, motto: DataTypes.STRING, age: DataTypes.INTEGER, role: DataTypes.STRING }, { sequelize })
}
exports.ProfileModel = Profile
