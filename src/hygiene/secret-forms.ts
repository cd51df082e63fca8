/** A key, token or password whose form says what it is. */
export interface SecretForm {
  /** In lower case with dashes; it stands in the mask, so that a finding can say what was found. */
  readonly type: string
  /** One of these stands in every text that holds the form; looking for it first is a hundred times cheaper than the pattern. */
  readonly hints: readonly string[]
  /** Flags `dg`; the group `secret`, or all of the match. Bounded on every side, so that the longest word costs no more than its length. */
  readonly pattern: RegExp
}

function form(type: string, hints: string | readonly string[], pattern: RegExp): SecretForm {
  return { type, hints: typeof hints === "string" ? [hints] : hints, pattern: new RegExp(pattern.source, `dg${pattern.flags}`) }
}

const uuid = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

/** By provider, as the providers document them or as their keys look. */
export const providerForms: readonly SecretForm[] = [
  form("aws-access-key-id", ["AKIA", "ASIA", "ABIA", "ACCA"], /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/),
  form(
    "aws-bedrock-key",
    ["ABSK", "bedrock-api-key-"],
    /(?<![\w/+])(?:ABSK[A-Za-z0-9+/]{100,300}={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{20,2000})/,
  ),
  form("aws-mws-key", "amzn.mws.", new RegExp(`amzn\\.mws\\.${uuid}`)),
  form("google-api-key", "AIza", /(?<![\w-])AIza[\w-]{35}/),
  form("google-oauth-secret", "GOCSPX-", /GOCSPX-[\w-]{20,40}/),
  form("google-oauth-token", ["ya29.", "1//0"], /(?<![\w/])(?:ya29\.[\w.-]{20,2000}|1\/\/0[\w-]{30,300})/),
  form("google-key-id", "private_key_id", /private_key_id\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?<secret>[0-9a-f]{40})/),
  form(
    "azure-account-key",
    ["AccountKey=", "SharedAccessKey=", "accountkey="],
    /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{40,90}={0,2})/i,
  ),
  form(
    "azure-identifiable-key",
    ["APIM", "ACDb", "+ABa", "+AMC", "+ASt", "AzFu", "AzSe", "JQQJ99"],
    /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{76}(?:APIM|ACDb|\+ABa|\+AMC|\+ASt)[A-Za-z0-9+/]{5}[AQgw]==|[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==|[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}|[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{10}[A-Za-z0-9]{4}[A-Za-z0-9]{12})/,
  ),
  form("azure-client-secret", "Q~", /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/),
  form("azure-signature", ["sig=", "sig%3D"], /[?&;]sig=(?<secret>[A-Za-z0-9%+/]{40,120}=?)/),
  form("azure-devops-token", "AZDO", /(?<!\w)[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/),
  form("github-token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], /gh[a-z]_[A-Za-z0-9._-]{36,2000}/),
  form("github-token", "github_pat_", /github_pat_[A-Za-z0-9_]{36,255}/),
  form(
    "gitlab-token",
    ["gl", "GR1348941"],
    /(?<![A-Za-z0-9])(?:gl(?:pat|dt|rt|rtr|ptt|ft|imt|agent|cbt|soat|oas|ffct|wt)-[\w.-]{20,300}|GR1348941[\w-]{20,60})/,
  ),
  form(
    "bitbucket-token",
    ["ATBB", "ATATT", "ATCTT", "ATSTT"],
    /(?<![A-Za-z0-9])(?:ATBB[A-Za-z0-9]{24,40}|AT(?:AT|CT|ST)T[A-Za-z0-9_=-]{60,400})/,
  ),
  form("slack-token", ["xox", "xapp-"], /(?<![A-Za-z0-9])(?:xoxe\.)?(?:xox[a-z]-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{20,250})/),
  form("slack-webhook", "hooks.slack", /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/(?<secret>[A-Za-z0-9/]{20,120})/),
  form("discord-webhook", "/api/webhooks/", /discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d{15,22}\/[\w-]{40,100})/),
  form(
    "teams-webhook",
    ["webhook.office.com", "logic.azure.com"],
    /(?:webhook\.office\.com\/webhookb2\/(?<secret>[\w@/-]{40,250})|logic\.azure\.com[^\s"'`]{10,200}[?&]sig=[\w-]{20,60})/,
  ),
  form("discord-token", ".", /(?<![\w.-])[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,45}(?![\w-])/),
  form("telegram-token", ":A", /(?<![\w:])\d{8,10}:A[A-Za-z0-9_-]{34}(?![\w-])/),
  form("stripe-key", ["k_live_", "k_test_", "k_prod_"], /(?<![A-Za-z0-9])[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}/),
  form("webhook-secret", "whsec_", /whsec_[A-Za-z0-9+/_=-]{16,120}/),
  form("twilio-key", ["SK", "AC"], /(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}(?![A-Za-z0-9])/),
  form("sendgrid-key", "SG.", /(?<![A-Za-z0-9])SG\.[\w-]{16,32}\.[\w-]{16,64}/),
  form("mailgun-key", ["key-", "pubkey-"], /(?<![A-Za-z0-9])(?:pub)?key-[0-9a-f]{32}(?![0-9a-f])/),
  form("mailchimp-key", "-us", /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?!\d)/),
  form("brevo-key", "xkeysib-", /xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}/),
  form("resend-key", "re_", /(?<![A-Za-z0-9_])re_[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,32}(?!\w)/),
  form("npm-token", "npm_", /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36,64}/),
  form(
    "npm-token",
    ["_authToken", "_auth=", "_auth =", "_password"],
    /:?_(?:authToken|auth|password)\s{0,3}=\s{0,3}["']?(?<secret>(?!\$\{)[^\s"'`\\]{8,2000})/,
  ),
  form("pypi-token", "pypi-", /pypi-[A-Za-z0-9_-]{50,1000}/),
  form("rubygems-key", "rubygems_", /rubygems_[0-9a-f]{48}/),
  form("crates-token", "cio", /(?<![A-Za-z0-9])cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/),
  form("nuget-key", "oy2", /(?<![A-Za-z0-9])oy2[a-z0-9]{43}(?![A-Za-z0-9])/),
  form("anthropic-key", "sk-ant-", /sk-ant-[\w-]{20,250}/),
  form(
    "openai-key",
    "sk-",
    /(?<![A-Za-z0-9-])sk-(?:(?:proj|svcacct|admin|None|or-v1|lf)-[\w-]{20,250}|[A-Za-z0-9]{32,64}(?![A-Za-z0-9-]))/,
  ),
  form("huggingface-token", ["hf_", "api_org_"], /(?<![A-Za-z0-9_])(?:hf_|api_org_)[A-Za-z0-9]{30,64}/),
  form("replicate-token", "r8_", /(?<![A-Za-z0-9_])r8_[A-Za-z0-9]{37,44}/),
  form("groq-key", "gsk_", /(?<![A-Za-z0-9_])gsk_[A-Za-z0-9]{40,80}/),
  form("xai-key", "xai-", /(?<![A-Za-z0-9])xai-[A-Za-z0-9]{40,120}/),
  form("perplexity-key", "pplx-", /pplx-[A-Za-z0-9]{32,80}/),
  form("langsmith-key", "lsv2_", /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/),
  form("digitalocean-token", "_v1_", /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/),
  form("heroku-key", "HRKU-", /HRKU-[\w-]{30,80}/),
  form(
    "cloudflare-key",
    ["v1.0-", "cfut_", "cfat_", "cfk_"],
    /(?<![A-Za-z0-9])(?:v1\.0-[0-9a-f]{24}-[0-9a-f]{100,180}|cf(?:ut|at|k)_[A-Za-z0-9]{40,60})/,
  ),
  form("netlify-token", "nfp_", /(?<![A-Za-z0-9])nfp_[A-Za-z0-9_]{32,60}/),
  form("vercel-token", "vc", /(?<![A-Za-z0-9])vc[apirk]_[A-Za-z0-9]{24,80}|vercel_blob_rw_[A-Za-z0-9_]{20,80}/),
  form("fly-token", ["FlyV1", "fm1", "fm2_"], /(?:FlyV1 )?fm[12][ar]?_[A-Za-z0-9+/=_,-]{40,2000}/),
  form("render-key", "rnd_", /(?<![A-Za-z0-9_])rnd_[A-Za-z0-9]{26,60}/),
  form("supabase-key", ["sbp_", "sb_secret_"], /(?<![A-Za-z0-9])(?:sbp_(?:v\d_)?[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{20,60})/),
  form("planetscale-token", "pscale_", /pscale_(?:tkn|pw|oauth)_[\w.=-]{32,80}/),
  form("neon-key", "napi_", /(?<![A-Za-z0-9])napi_[a-z0-9]{40,80}/),
  form("databricks-token", "dapi", /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?/),
  form("doppler-token", "dp.", /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,80}/),
  form("vault-token", ["hvs.", "hvb.", "hvr."], /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,300}/),
  form("terraform-token", ".atlasv1.", /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,80}/),
  form("pulumi-token", "pul-", /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/),
  form("sentry-token", ["sntrys_", "sntryu_", "sntrya_"], /sntry[sua]_[\w+/=]{40,400}/),
  form("newrelic-key", ["NRAK-", "NRAL-", "NRII-", "NRAA-"], /NR(?:AK|AL|II|AA)-[A-Za-z0-9_-]{20,50}/),
  form("grafana-token", ["glsa_", "glc_"], /(?<![A-Za-z0-9])(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/=]{32,400})/),
  form("linear-key", "lin_", /(?<![A-Za-z0-9])lin_(?:api|oauth|wh)_[A-Za-z0-9]{32,80}/),
  form("notion-token", ["secret_", "ntn_"], /(?<![A-Za-z0-9_])(?:secret_[A-Za-z0-9]{43}(?!\w)|ntn_[A-Za-z0-9]{40,60})/),
  form("airtable-token", "pat", /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/),
  form("shopify-token", ["shp", "shptka_"], /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32}/),
  form("square-token", ["sq0", "EAAA"], /(?<![A-Za-z0-9])(?:sq0[a-z]{3}-[\w-]{22,60}|EAAA[\w-]{56,64}(?![\w-]))/),
  form("braintree-token", "access_token$", /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[0-9a-f]{32}/),
  form("facebook-token", "EAA", /(?<![A-Za-z0-9])EAA[A-Za-z0-9]{90,300}/),
  form("postman-key", "PMAK-", /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/),
  form("dropbox-token", "sl.", /(?<![\w.])sl\.(?:u\.)?[\w-]{120,1500}/),
  form("asana-token", ":", /(?<![\w/])\d\/\d{13,19}(?:\/\d{13,19})?:[0-9a-f]{32}(?![0-9a-f])/),
  form("figma-token", "figd_", /(?<![A-Za-z0-9])fig[dur]_[\w-]{36,60}/),
  form("onepassword-token", "ops_eyJ", /ops_eyJ[\w=-]{60,2000}/),
  form("docker-token", "dckr_", /dckr_(?:pat|oat)_[\w-]{24,60}/),
  form("jfrog-token", ["AKCp", "cmVmdGtu"], /(?<![A-Za-z0-9])(?:AKCp[A-Za-z0-9]{60,90}|cmVmdGtu[A-Za-z0-9]{50,70})/),
  form("sonar-token", ["sqp_", "sqa_", "squ_"], /(?<![A-Za-z0-9])sq[pau]_[0-9a-f]{40}/),
  form("circleci-token", "CCIP", /CCIP(?:AT|RJ)_[\w-]{20,100}/),
  form("buildkite-token", "bk", /(?<![A-Za-z0-9])bk(?:ua|aj|ct)_[A-Za-z0-9]{40,80}/),
  form("posthog-key", "phx_", /(?<![A-Za-z0-9])phx_[A-Za-z0-9]{32,80}/),
  form("contentful-token", "CFPAT-", /CFPAT-[\w-]{40,50}/),
  form("launchdarkly-key", ["sdk-", "api-"], new RegExp(`(?<![A-Za-z0-9])(?:sdk|api)-${uuid}`)),
  form("mapbox-token", "sk.eyJ", /(?<![A-Za-z0-9])sk\.eyJ[\w-]{30,200}\.[\w-]{15,60}/),
  form("alibaba-key", "LTAI", /(?<![A-Za-z0-9])LTAI[A-Za-z0-9]{12,26}(?![A-Za-z0-9])/),
  form("tencent-key", "AKID", /(?<![A-Za-z0-9])AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])/),
  form("age-key", "AGE-SECRET-KEY-", /AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{50,80}/),
  form("typeform-token", "tfp_", /(?<![A-Za-z0-9])tfp_[\w-]{40,80}/),
  form("prefect-key", "pn", /(?<![A-Za-z0-9])pn[ub]_[A-Za-z0-9]{36}(?![A-Za-z0-9])/),
  form("tailscale-key", "tskey-", /tskey-(?:auth|api|client|webhook|scim)-[A-Za-z0-9]{8,24}(?:CNTRL)?-[A-Za-z0-9]{20,50}/),
  form(
    "jwt",
    "eyJ",
    /(?<![A-Za-z0-9])eyJ[\w-]{8,4000}\.(?:eyJ[\w-]{8,8000}\.[\w-]{10,2000}|[\w-]{0,2000}\.[\w-]{8,2000}\.[\w-]{8,8000}\.[\w-]{10,200})/,
  ),
  form("authorization", "asic ", /[Bb]asic {1,3}(?<secret>(?=[a-z+/]{0,300}[A-Z0-9])[A-Za-z0-9+/]{16,2000}={0,2})/),
  form("authorization", ["earer ", "EARER "], /Bearer\s{1,3}(?<secret>(?=[A-Za-z._~+/-]{0,300}\d)[A-Za-z0-9._~+/-]{16,2000}={0,2})/i),
  form(
    "url-password",
    "://",
    /(?:postgres(?:ql)?|mysql2?|mariadb|mssql|sqlserver|mongodb|rediss?|amqps?|nats|kafka|ldaps?|smtps?|clickhouse|cockroachdb|cassandra|neo4j|bolt|cloudinary)(?:\+[a-z]{1,10})?:\/\/[^\s:@/"'`<>\\]{0,100}:(?<secret>(?!\$|\{\{|%s|<|\*{2})[^\s"'`<>\\@]{1,200}(?:@[^\s"'`<>\\@/]{1,100}){0,2})@(?=[\w[.$-])/i,
  ),
  form("url-password", "://", /:\/\/[^\s:@/"'`<>\\]{0,100}:(?<secret>(?!\$|\{\{|%s|<|\*{2})[^\s:@/"'`<>\\]{3,200})@(?=[\w[.$-])/),
  form("url-token", "://", /https?:\/\/(?<secret>[A-Za-z0-9_-]{20,255})@(?=[\w.-])/),
]

/** Names of values that are secret whatever they look like. */
export const strongNames =
  "pass(?:word|wd|phrase|code)|pwd|passwd|client[-_]?secret|app[-_]?secret|consumer[-_]?secret|shared[-_]?secret|webhook[-_]?secret|secret[-_]?(?:access[-_]?)?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|crypto[-_]?key|master[-_]?key|hmac[-_]?key|cookie[-_]?key|account[-_]?key|secret|pepper"

/** Names of values that are secret when they look like one. */
export const weakNames =
  "token|api[-_]?key|access[-_]?key|auth[-_]?key|session[-_]?key|subscription[-_]?key|license[-_]?key|service[-_]?key|admin[-_]?key|deploy[-_]?key|credentials?|auth|salt|jwt|bearer|cookie|dsn|webhook(?:[-_]?url)?|signature|nonce[-_]?key|pin"
