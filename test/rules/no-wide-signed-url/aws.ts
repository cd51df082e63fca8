// @ts-nocheck fixture
import { S3Client } from "@aws-sdk/client-s3"
import { createPresignedPost } from "@aws-sdk/s3-presigned-post"

const s3 = new S3Client({})

export const form = (user) =>
  createPresignedPost(s3, {
    Bucket: "uploads",
    Key: `${user.id}/\${filename}`,
    Conditions: [
      ["content-length-range", 0, 1_000_000],
      // ruleid: no-wide-signed-url
      ["starts-with", "$key", ""],
    ],
  })

export const ownForm = (user) =>
  createPresignedPost(s3, {
    Bucket: "uploads",
    Key: `${user.id}/\${filename}`,
    Conditions: [
      // ok: no-wide-signed-url
      ["starts-with", "$key", `${user.id}/`],
      // ok: no-wide-signed-url
      ["starts-with", "$Content-Type", ""],
    ],
  })
