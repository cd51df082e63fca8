// @ts-nocheck fixture
import { Effect, PolicyStatement } from "aws-cdk-lib/aws-iam"

export const everything = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      // ruleid: no-wildcard-permission
      Action: "*",
      Resource: "*",
    },
    {
      Effect: "Allow",
      // ok: no-wildcard-permission
      Action: ["s3:GetObject"],
      Resource: "arn:aws:s3:::reports/*",
    },
    {
      Effect: "Deny",
      // ok: no-wildcard-permission
      Action: "*",
      Resource: "*",
    },
  ],
}

// ruleid: no-wildcard-permission
export const cdk = new PolicyStatement({ actions: ["*"], resources: ["*"] })
// ok: no-wildcard-permission
export const denied = new PolicyStatement({ effect: Effect.DENY, actions: ["*"], resources: ["*"] })
// ruleid: no-wildcard-permission
export const buckets = new PolicyStatement({ actions: ["s3:*"], resources: ["*"] })
// ok: no-wildcard-permission
export const oneBucket = new PolicyStatement({ actions: ["s3:*"], resources: [bucket.arnForObjects("*")] })
// ok: no-wildcard-permission
export const someActions = new PolicyStatement({ actions: ["s3:List*", "logs:*"], resources: ["*"] })
