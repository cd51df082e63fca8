import type { TechnologyModel } from "./model.ts"

export const ldap: TechnologyModel = {
  technology: "LDAP",
  packages: ["ldapjs", "@ldapjs/client"],
  same: [
    { from: "ldapts.Client()", to: "ldapjs.createClient()" },
    { from: "ldapjs.Client()", to: "ldapjs.createClient()" },
    { from: "activedirectory()", to: "activedirectory2()" },
  ],
  sinks: [
    { call: "ldapjs.createClient().search", kind: "ldap", arguments: [1], properties: ["filter"], needs: "string", unless: "ldap-escaped" },
    ...["search", "bind", "modify", "del", "compare", "modifyDN"].map(
      (method) =>
        ({ call: `ldapjs.createClient().${method}`, kind: "ldap", arguments: [0], needs: "string", unless: "ldap-escaped" }) as const,
    ),
    { call: "ldapjs.parseFilter", kind: "ldap", arguments: [0], needs: "string", unless: "ldap-escaped" },
    { call: "activedirectory2().find", kind: "ldap", arguments: [0], properties: ["filter"], needs: "string", unless: "ldap-escaped" },
    { call: "activedirectory2().findUsers", kind: "ldap", arguments: [0], properties: ["filter"], needs: "string", unless: "ldap-escaped" },
  ],
  namedSinks: [
    {
      receiver: /^ldap(?:Client)?$|LdapClient$/,
      method: "search",
      kind: "ldap",
      arguments: [1],
      properties: ["filter"],
      needs: "string",
      unless: "ldap-escaped",
    },
  ],
}
