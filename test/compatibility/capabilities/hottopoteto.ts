import type { System } from "../capability.ts";

export const hottopoteto: System = {
  name: "Hottopoteto",
  capabilities: [
    { id: "H1", words: "a new package from a scaffold, with a domain or a plugin when asked for" },
    { id: "H2", words: "names with hyphens and underscores mean the same package" },
    {
      id: "H3",
      words: "a package's parts are found without registration; one that fails is left out, the others go on",
    },
    { id: "H4", words: "domains are there before the plugins that use them, links last" },
    { id: "H5", words: "packages can be listed with their version, the host's own among them" },
    { id: "H6", words: "several packages contribute to one domain, one package to several" },
    { id: "H7", words: "plugins are listed with the packages that bring them" },
    { id: "H8", words: "a domain has a name, a version and a description, and lists its packages" },
    { id: "H9", words: "a domain holds schemas and functions, and does not import plugins" },
    { id: "H10", words: "a domain's schema is known everywhere as `domain.schema`" },
    { id: "H11", words: "a domain's function is called as `domain.function`" },
    { id: "H12", words: "a plugin adds link types, `plugin.operation`" },
    { id: "H13", words: "both older plugin manifests are read" },
    { id: "H14", words: "install by name, from a folder, or from git; remove again" },
    { id: "H15", words: "work on a package in its folder, then publish it" },
    { id: "H16", words: "commands for packages, plugins, domains and credentials, with exit codes" },
    { id: "H17", words: "a domain declares the credentials that it needs; a missing one is named" },
  ],
};
