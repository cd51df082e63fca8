import type { Confidence, Severity } from "../../model/finding.ts"

/** What request data can do once it arrives: everything a rule of kind `flow` may ask for. */
export const sinkKinds = [
  "sql",
  "nosql",
  "path",
  "command",
  "code",
  "url",
  "redirect",
  "html",
  "template",
  "regex",
  "log",
  "header",
  "xml",
  "deserialize",
  "ldap",
  "object-key",
  "mass-assignment",
  "view",
  "regex-input",
  "merge",
  "xpath",
  "graphql",
  "lua",
  "mail",
  "sql-object",
  "expansion",
  "argument",
  "page",
  "unpack",
  "method",
  "lookup",
  "size",
  "loop",
  "format",
  "list",
] as const
export type SinkKind = (typeof sinkKinds)[number]

/**
 * What a message of another service, or a value that was stored, is never meant to do: run as code or markup, or as an option that runs
 * a program. Which records it changes and which addresses it names is what it is sent for.
 */
export const codeKinds: readonly SinkKind[] = [
  "argument",
  "code",
  "command",
  "deserialize",
  "expansion",
  "header",
  "html",
  "lua",
  "method",
  "path",
  "sql",
  "template",
  "view",
  "xpath",
]

/**
 * What the sender controls: `string` the content, `shape` the structure (an object where text was meant), `host` the host
 * part of an address, `path` the way out of a folder.
 */
export type Control = "string" | "shape" | "host" | "path"

/**
 * What was done to a text without taking the sender's control away: it still chooses the words, but not the markup. `aliased` are
 * data whose parts the sender may have used any number of times over; an address as it came is `percent-encoded`; what cannot
 * be taken for an option of a program, because a text of ours or `--` stands before it, is `no-option`. A path without `..` but at its
 * beginning is `normalized`, what a `URL` was made of `url-parsed`, what is fit to stand between the single quotes of a shell
 * `shell-quoted`, what a path was cut into at its separators `path-part`. What has no quotes
 * left is `quote-escaped`, what has some and stands between quotes of HTML `closes-quotes`. A text whose single quotes are `quotes-doubled`
 * is `sql-quoted` once it stands between two of them. What ends as pages, pictures and the like do is `document-ending`, what a renderer of
 * Markdown made of a text with the tags in it `markdown`, what JavaScript reads as a text or a number and not as code `code-literal`. What is
 * known to be a list is `a-list`; what holds none of the signs of an LDAP filter but escaped is `ldap-escaped`; what may be one was `asked-for-piece` by `includes`, or was `not-refused` by a list of what is forbidden. A
 * text without quotes of the kind that it stands between, or whose quotes are parts of their own of a `concat(…)`, is `xpath-quoted`.
 */
export type Mark =
  | "html-escaped"
  | "pattern-escaped"
  | "aliased"
  | "percent-encoded"
  | "no-option"
  | "normalized"
  | "url-parsed"
  | "shell-quoted"
  | "path-part"
  | "quote-escaped"
  | "closes-quotes"
  | "quotes-doubled"
  | "sql-quoted"
  | "document-ending"
  | "markdown"
  | "code-literal"
  | "ldap-escaped"
  | "a-list"
  | "asked-for-piece"
  | "not-refused"
  | "no-single-quotes"
  | "no-double-quotes"
  | "xpath-quoted"

/** A call in which arriving request data is a defect. */
export interface Sink {
  /**
   * Access path of the callee, `pg.Pool().query`; `*` as the last part but one means any member, `**` any chain of calls:
   * `knex().**.whereRaw`.
   */
  readonly call: string
  readonly kind: SinkKind
  /** Indices of the dangerous arguments; `"all"` for every one. */
  readonly arguments: readonly number[] | "all"
  /**
   * The dangerous properties when an argument is an object, `*` for list elements and what is spread into it, `**.name` for texts of that
   * name at any depth, `**.Html.Data` for those below another; without it an object argument is searched as a whole only for `shape`.
   */
  readonly properties?: readonly string[]
  /** Every tainted field of an object argument counts on its own and is named by `Flow.field`. */
  readonly each?: true
  /** What the first argument has to be, as a text of the source: the program that is started. */
  readonly first?: RegExp
  /** Whether the first argument has to be `null`, so that a callback is told of no error. */
  readonly succeeds?: true
  /** Properties below which data do no harm: comparisons that take whatever they are given as a value. */
  readonly except?: readonly string[]
  /** The control that makes it a defect. */
  readonly needs: Control
  /** Data with this mark do no harm here. */
  readonly unless?: Mark
  /** Only data with this mark do harm here. */
  readonly when?: Mark
}

/** A sink known only by the usual name of its receiver, for code whose receiver comes from where we cannot look. */
export interface NamedSink {
  /** Only what stands under one of the properties counts, and not an object that was sent as a whole: any receiver will do. */
  readonly inProperty?: true
  readonly receiver: RegExp
  readonly method: string
  readonly kind: SinkKind
  readonly arguments: readonly number[] | "all"
  readonly properties?: readonly string[]
  readonly each?: true
  readonly except?: readonly string[]
  readonly needs: Control
  readonly unless?: Mark
  readonly when?: Mark
}

/** A property that acts on what is assigned to it, `ctx.body = …`; known by the text before it. */
export interface AssignedSink {
  readonly receiver: RegExp
  readonly property: string
  readonly kind: SinkKind
  readonly needs: Control
  readonly unless?: Mark
}

/** How data passes a call: what comes out has the control of the named inputs without the dropped kinds. */
export interface Passage {
  readonly call: string
  /** Argument indices whose data come out; `"receiver"` for the object the method is called on. */
  readonly from: readonly (number | "receiver")[] | "all"
  /** Dropped kinds of control; all four make it a sanitizer. */
  readonly drops: readonly Control[]
  /**
   * Controls the sender has over what comes out that the input did not give: names inside an archive, the parts of a parsed text. Where
   * a whole request goes in, what comes out is data of it with these.
   */
  readonly gives?: readonly Control[]
  /** What the sender has of properties of these names below what comes out, where it is less: where the service put an upload. */
  readonly below?: Readonly<Record<string, readonly Control[]>>
  readonly marks?: readonly Mark[]
  /** What is marked besides when the first argument is the service's own and no empty text: `path.join(folder, name)`. */
  readonly behindOurs?: readonly Mark[]
  /** What it gives is what others have put into a queue; whoever asks for it is handed data from outside. */
  readonly receives?: RequestModel
  /** It throws unless it is given texts, so that what is known of the text is known of what comes out. */
  readonly takesText?: true
  /** Marks that are off what comes out. */
  readonly unmarks?: readonly Mark[]
  /** What comes out has properties that are data of their own: `fields` of an object, or the parts of an `address`. */
  readonly reads?: "fields" | "address"
  /** The property of a request that it reads, where it is given the request as a whole. */
  readonly part?: string
  /** The argument that is a function which is handed each part of what comes out, after its name. */
  readonly handsTo?: number
  /** What was proven of the text that goes in is not proven of what comes out. */
  readonly decodes?: true
}

export type FactKind = "blocking" | "returns-promise" | "db-read" | "db-list" | "db-write" | "http"

/**
 * Something true of a call, for rules that are not about flows. `**` stands for any chain of calls after the first one or two:
 * `kysely.Kysely().selectFrom().**.execute`.
 */
export interface Fact {
  readonly call: string
  readonly is: readonly FactKind[]
}

/** Like `Fact`, known by the usual name of the receiver alone. */
export interface NamedFact {
  readonly receiver: RegExp
  readonly methods: readonly string[]
  readonly is: readonly FactKind[]
}

/** Where a framework hands request data to a handler. */
export interface RequestModel {
  readonly framework: "Express" | "Fastify" | "NestJS" | "Koa" | "Hapi" | "Hono" | "h3" | "Node.js"
  /** Index of the handler's parameter that leads to the data. */
  readonly parameter: number
  /** Names of the first two parameters of handlers whose registration cannot be found; absent when there is no safe custom. */
  readonly names?: readonly [RegExp, RegExp | null]
  /** Other packages whose handlers are given the same and go by the same names. */
  readonly alsoIn?: readonly string[]
  /** Property paths below the parameter that hold request data, and what the sender controls there. */
  readonly properties: Readonly<Record<string, readonly Control[]>>
  /** The same for methods that give request data. */
  readonly methods: Readonly<Record<string, readonly Control[]>>
  /** What the sender has of properties of these names below what a method gives, where it is less. */
  readonly below?: Readonly<Record<string, Readonly<Record<string, readonly Control[]>>>>
  /** Methods that lead to a request: of the framework that is named, or to what the next method is asked of (`null`). */
  readonly opens?: Readonly<Record<string, RequestModel["framework"] | null>>
  /** What a handler of this framework does by returning a text, or an object that has the text under `property` and `headers` beside it. */
  readonly returns?: { readonly kind: SinkKind; readonly unless?: Mark; readonly property?: string }
}

/** What a parameter of a listener holds: data as a whole, or an object with data in it. */
export interface Given {
  readonly parameter: number
  /** What the sender controls of the parameter itself. */
  readonly controls?: readonly Control[]
  /** What it controls below. */
  readonly request?: RequestModel
  /** What the sender has of properties of these names below `controls`, where it is less. */
  readonly below?: Readonly<Record<string, readonly Control[]>>
  /** It is a function to call back: the access path of its calls, for sinks. */
  readonly calls?: string
  /** The property that holds what another handler handed to `handsOn`. */
  readonly job?: string
}

/** A function that is handed data from outside without being the handler of a route. Only files of packages in `where` are looked at. */
export interface Listener {
  /** The package that has to be a dependency, or a file that has to be there. */
  readonly where: readonly string[]
  /** The paths of the files a framework takes its handlers from; any when left out. */
  readonly files?: RegExp
  /** What the file itself may say instead. */
  readonly says?: RegExp
  /** What the file has to say beside. */
  readonly when?: RegExp
  /** Access path of the call that takes the function. */
  readonly call?: string
  /** The usual name of the receiver and the method, where the receiver comes in as a parameter. */
  readonly receiver?: RegExp
  readonly method?: string
  /** What the receiver may come from, whatever its name. */
  readonly origin?: RegExp
  /** The receiver may also be the first parameter of a listener of this event, whatever its name: `connection`. */
  readonly handedBy?: string
  /** What the first argument is, if it tells the event. */
  readonly event?: RegExp
  /**
   * Index of the argument that is the function, -1 for the last; a name for a property of an object among the arguments. Beside `exported`, `*` stands for every
   * function of the object that is exported.
   */
  readonly handler?: number | string
  /**
   * Index of the argument that is an object of such functions, by name: the methods of a service. A name stands for a property of an object
   * among the arguments.
   */
  readonly table?: number | string
  /** Names under which a file exports the function, where nothing in the code calls it. */
  readonly exported?: RegExp
  /** The name of a method that a framework calls. */
  readonly member?: RegExp
  /** The decorator of the method; what it gives holds for parameters without a decorator of their own. */
  readonly decorator?: RegExp
  readonly gives: readonly Given[]
  /** The kinds of sinks that count, where whoever sends is trusted with the rest; all when left out. */
  readonly only?: readonly SinkKind[]
  /** A property of what is given that passed the schema handed to the method of this name before: `t.procedure.input(schema).query(…)`. */
  readonly schema?: string
  /** How it is reached, for the middle of a sentence: `a message of the socket`. */
  readonly label: string
}

/** A call that hands its data to a listener elsewhere, which is told of it as `Given.job`. */
export interface Handover {
  readonly call?: string
  readonly receiver?: RegExp
  readonly method?: string
  readonly argument: number
}

/** What an unsafe setting endangers; a rule asks for the settings of its concern. */
export type Concern =
  | "cipher"
  | "token"
  | "login"
  | "session"
  | "cookie"
  | "cors"
  | "exposure"
  | "limit"
  | "cloud-access"
  | "cloud-credential"
  | "signed-url"
  | "protection"
  | "transport"

/** When the value of an option is a defect: it is one of these, it is above or below a bound, or it is not there at all. */
export type UnsafeValue =
  | { readonly is: readonly (string | number | boolean | null)[] }
  | { readonly matches: RegExp }
  | { readonly above: number }
  | { readonly below: number }
  /** Any text written into the source. */
  | "literal"
  | "missing"
  /** The call itself, whatever it is given. */
  | "used"

/** An option of a call whose value takes a protection away. Its words are what the author reads. */
export interface Setting {
  /**
   * Access path of the function or class the options are given to; `package.*` for any export, `@scope/*` for any package. For
   * plug-ins that are handed to `register` it is the plug-in, and `argument` counts in the call of `register`.
   */
  readonly call: string
  /** Index of the argument that holds the options, or is the value itself when `option` is left out. */
  readonly argument: number
  /** Property names down to the value, `cookie.secure`. */
  readonly option?: string
  readonly unsafe: UnsafeValue
  readonly concern: Concern
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly title: string
  readonly message: string
  readonly fix: string
  /** What to write instead of the value, where that is right everywhere. */
  readonly safe?: string
  /** Whether the value must not be repeated in a review. */
  readonly secret?: true
}

/** What a call does for the safety of the service, for rules that ask whether it is there and in which order. */
export type RoleKind =
  | "session"
  | "csrf-check"
  | "rate-limit"
  | "security-headers"
  | "token-check"
  | "login"
  | "slow-hash"
  | "fast-hash"
  | "admin-page"
  | "assertion"
  /** Looks up where a name leads, which nobody does by hand but to refuse some of it. */
  | "address-lookup"

/** A call with its roles; `call` ends in `*` for any member. */
export interface Role {
  readonly call: string
  readonly is: readonly RoleKind[]
}

/** What the methods of one kind of model do with rows. */
export interface RowMethods {
  /** Methods of the model that give one row, and those that give several. */
  readonly one: readonly string[]
  readonly many: readonly string[]
  /** Where the values of a row are that a method of the model keeps: the argument, and the properties of it if they are inside. */
  readonly keeps: Readonly<Record<string, { readonly argument: number; readonly properties?: readonly string[] }>>
  /** Methods of a row that keep what they are given. */
  readonly rowKeeps: readonly string[]
  /** Methods of a row, or of a query, that give the same rows. */
  readonly same: readonly string[]
}

/** A call that begins a query on a table: `knex("users")`. */
export interface Builder {
  readonly call: string
  /** Index of the argument that names the table. */
  readonly table: number
}

/** A store of values under keys. Keys are the first argument of each method. */
export interface KeyedStore {
  /** Access path of the client; the name it usually has, where it comes in as a parameter. */
  readonly client: string
  readonly receiver: RegExp
  /** Where the value is that a method keeps, and the name of its field where a key has fields. */
  readonly writes: Readonly<Record<string, { readonly value: number; readonly field?: number }>>
  /** What a method gives: the value of a field if it names one, all fields of a key (`row`), else the value of the key. */
  readonly reads: Readonly<Record<string, { readonly field?: number; readonly gives?: "row" }>>
}

/** Everything we know of one technology. Data only: a new library needs a new file and no code. */
export interface TechnologyModel {
  /** Display name as in the stack profile. */
  readonly technology: string
  /** Package names whose access paths mean the same; the first is the one used in this file. */
  readonly packages: readonly string[]
  /** Access paths that are the same thing: what `from` gives is what `to` gives. */
  readonly same?: readonly { readonly from: string; readonly to: string }[]
  readonly request?: RequestModel
  readonly sinks?: readonly Sink[]
  readonly namedSinks?: readonly NamedSink[]
  readonly assignedSinks?: readonly AssignedSink[]
  readonly passages?: readonly Passage[]
  readonly facts?: readonly Fact[]
  readonly namedFacts?: readonly NamedFact[]
  readonly settings?: readonly Setting[]
  readonly roles?: readonly Role[]
  readonly listeners?: readonly Listener[]
  readonly handsOn?: readonly Handover[]
  /** For what declares tables: how its models read and write them. */
  readonly rows?: RowMethods
  readonly builders?: readonly Builder[]
  /** Access paths of template tags that send the statement they are written before: `postgres()` for `` sql`SELECT …` ``. */
  readonly queryTags?: readonly string[]
  readonly keyed?: KeyedStore
}
