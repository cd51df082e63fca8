import type { Setting, TechnologyModel } from "./model.ts"

const STATIC = {
  unsafe: "literal",
  concern: "cloud-credential",
  severity: "critical",
  title: "An AWS credential is written into the source",
  message: "Everyone who has read the repository, now or in its history, acts on the AWS account with the rights of this key.",
  fix: "Deactivate the key, then drop `credentials`: the SDK finds the role of the machine, the container or the function by itself.",
  secret: true,
} as const

const clients: Setting[] = [
  { call: "@aws-sdk/*", option: "credentials.secretAccessKey" },
  { call: "@aws-sdk/*", option: "credentials.accessKeyId" },
  { call: "aws-sdk.*", option: "secretAccessKey" },
  { call: "aws-sdk.*", option: "accessKeyId" },
  { call: "aws-sdk.config.update", option: "secretAccessKey" },
  { call: "aws-sdk.config.update", option: "accessKeyId" },
].map((each) => ({ ...STATIC, ...each, argument: 0 }))

const OBJECT_CALLS = [
  { call: "@aws-sdk/client-s3.PutObjectCommand", option: "ACL" },
  { call: "@aws-sdk/client-s3.PutObjectAclCommand", option: "ACL" },
  { call: "@aws-sdk/client-s3.CopyObjectCommand", option: "ACL" },
  { call: "@aws-sdk/client-s3.CreateMultipartUploadCommand", option: "ACL" },
  { call: "@aws-sdk/lib-storage.Upload", option: "params.ACL" },
  { call: "aws-sdk.S3().putObject", option: "ACL" },
  { call: "aws-sdk.S3().upload", option: "ACL" },
  { call: "aws-sdk.S3().putObjectAcl", option: "ACL" },
  { call: "multer-s3", option: "acl" },
]
const BUCKET_CALLS = [
  "@aws-sdk/client-s3.CreateBucketCommand",
  "@aws-sdk/client-s3.PutBucketAclCommand",
  "aws-sdk.S3().createBucket",
  "aws-sdk.S3().putBucketAcl",
]

const access: Setting[] = [
  ...OBJECT_CALLS.flatMap(({ call, option }): Setting[] => [
    {
      call,
      argument: 0,
      option,
      unsafe: { is: ["public-read"] },
      concern: "cloud-access",
      severity: "medium",
      // Avatars and attachments of public pages are meant to be seen.
      confidence: "low",
      title: "The object is readable by everyone",
      message: "Whoever knows or guesses the key downloads the object, without logging in and without leaving a trace in the service.",
      fix: "Leave the ACL out and hand out signed URLs, unless the object is part of a public page.",
    },
  ]),
  ...[...OBJECT_CALLS, ...BUCKET_CALLS.map((call) => ({ call, option: "ACL" }))].map((each): Setting => ({
    ...each,
    argument: 0,
    unsafe: { is: ["public-read-write"] },
    concern: "cloud-access",
    severity: "critical",
    title: "Everyone may write into the bucket",
    message:
      "Strangers store, replace and delete objects at your cost and under your name: `public-read-write` gives the whole world write access.",
    fix: 'Use `"private"`, and signed URLs for uploads.',
    safe: '"private"',
  })),
  ...BUCKET_CALLS.map((call): Setting => ({
    call,
    argument: 0,
    option: "ACL",
    unsafe: { is: ["public-read"] },
    concern: "cloud-access",
    severity: "high",
    confidence: "medium",
    title: "Everyone may list the bucket",
    message: "Strangers list every key in the bucket and so learn what there is to download.",
    fix: 'Use `"private"`, and serve public files through a distribution or signed URLs.',
  })),
  ...["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"].flatMap((name): Setting[] =>
    ["@aws-sdk/client-s3.PutPublicAccessBlockCommand", "aws-sdk.S3().putPublicAccessBlock"].map((call) => ({
      call,
      argument: 0,
      option: `PublicAccessBlockConfiguration.${name}`,
      unsafe: { is: [false] },
      concern: "cloud-access",
      severity: "medium",
      confidence: "medium",
      title: "The bucket's guard against public access is switched off",
      message: `One wrong ACL or policy later makes the data public, and nothing stops it: \`${name}\` is what would have refused it.`,
      fix: "Leave all four on; serve public files through a distribution.",
      safe: "true",
    })),
  ),
]

const A_DAY_IN_SECONDS = 24 * 60 * 60

const LONG = {
  unsafe: { above: A_DAY_IN_SECONDS },
  concern: "signed-url",
  severity: "medium",
  confidence: "medium",
  title: "A signed URL is valid for more than a day",
  message:
    "Whoever gets the address from a log, a chat or a browser's history has the object until it ends, whatever became of the account it was signed for.",
  fix: "Sign for minutes, when the address is asked for.",
} as const

export const awsSdk: TechnologyModel = {
  technology: "AWS SDK",
  packages: ["aws-sdk"],
  settings: [
    ...clients,
    ...access,
    { ...LONG, call: "@aws-sdk/s3-request-presigner.getSignedUrl", argument: 2, option: "expiresIn" },
    { ...LONG, call: "@aws-sdk/s3-presigned-post.createPresignedPost", argument: 1, option: "Expires" },
    { ...LONG, call: "aws-sdk.S3().getSignedUrl", argument: 1, option: "Expires" },
    { ...LONG, call: "aws-sdk.S3().getSignedUrlPromise", argument: 1, option: "Expires" },
    { ...LONG, call: "aws-sdk.S3().createPresignedPost", argument: 0, option: "Expires" },
  ],
  facts: [
    ...[
      "client-s3.S3Client",
      "client-dynamodb.DynamoDBClient",
      "lib-dynamodb.DynamoDBDocumentClient.from",
      "client-sqs.SQSClient",
      "client-sns.SNSClient",
      "client-ses.SESClient",
      "client-sesv2.SESv2Client",
      "client-lambda.LambdaClient",
      "client-secrets-manager.SecretsManagerClient",
      "client-ssm.SSMClient",
      "client-kms.KMSClient",
      "client-cognito-identity-provider.CognitoIdentityProviderClient",
      "client-eventbridge.EventBridgeClient",
      "client-kinesis.KinesisClient",
      "client-cloudwatch-logs.CloudWatchLogsClient",
    ].map((client) => ({ call: `@aws-sdk/${client}().send`, is: ["returns-promise", "http"] as const })),
    { call: "@aws-sdk/s3-request-presigner.getSignedUrl", is: ["returns-promise"] },
    { call: "@aws-sdk/lib-storage.Upload().done", is: ["returns-promise", "http"] },
  ],
}
