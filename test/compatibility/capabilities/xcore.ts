import type { System } from "../capability.ts";

export const xcore: System = {
  name: "XCore",
  capabilities: [
    { id: "X1", words: "a plugin is a directory with `plugin.yaml` or `plugin.json` and an entry file" },
    {
      id: "X2",
      words: "the manifest's fields: mode, framework version, entry point, requires, permissions, variables, limits",
    },
    { id: "X3", words: "only name and version are mandatory; everything else has a default" },
    {
      id: "X4",
      words:
        "disk limit, health check, retry, files, imports, variables from a file, callers; unknown keys are configuration",
    },
    { id: "X5", words: "a variable that is `${NAME}` comes from the environment; a missing one blocks the package" },
    { id: "X6", words: "a plugin for another version of the framework is left out, and said to be" },
    { id: "X7", words: "a plugin requires others, by name or with a range" },
    {
      id: "X8",
      words:
        "plugins load in waves, requirements first; a failure reaches only dependants; the summary says what loaded, failed, was skipped",
    },
    { id: "X9", words: "loading one plugin loads what it requires; reloading one that is not loaded loads it" },
    { id: "X10", words: "`onLoad`, `onReload` before a reload, `onUnload`; also `onInit`, `onStart`, `onStop`" },
    { id: "X11", words: "a plugin's states, their allowed transitions, and an event for each change" },
    { id: "X12", words: "unloading leaves nothing behind and takes at most ten seconds a plugin" },
    { id: "X13", words: "hot reload when files change, with a list of what to ignore" },
    { id: "X14", words: "what is loaded can be listed, searched and summed up; so can who depends on whom" },
    { id: "X20", words: "`handle(action, payload)` answers an envelope: `ok` with data, or `error` with a code" },
    {
      id: "X21",
      words: "actions, status, health, metrics, load, reload and unload over HTTP, guarded by a plugin key",
    },
    { id: "X22", words: "a plugin's router is mounted under its name, and is gone when it is" },
    { id: "X23", words: "one pipeline for every call, and steps that a host adds at either end" },
    { id: "X24", words: "a time limit for each action" },
    { id: "X25", words: "a rate limit for each plugin, with a hint when to try again" },
    { id: "X26", words: "a failed call is tried again, later and later, and says so when it gives up" },
    { id: "X27", words: "ordered permission rules: the first that matches decides, none denies" },
    { id: "X28", words: "decisions are kept until the rules change, listed in a bounded record, and told as events" },
    { id: "X29", words: "permissions limit what a plugin reaches, services included; who may call it is another rule" },
    { id: "X30", words: "a plugin says which plugins may call it" },
    { id: "X31", words: "a plugin calls another's action, and the callee knows who calls" },
    { id: "X32", words: "the host's own actions, under the name `xcore`" },
    {
      id: "X33",
      words: "schemas on actions and routes; versions, deprecated fields, required services and modes said beside them",
    },
    { id: "X34", words: "error codes with a status and details, and nothing of the inside" },
    { id: "X35", words: "routes ask for permissions that roles give" },
    {
      id: "X36",
      words:
        "a tenant from a header or a name: each has cached values and jobs of its own; the tables of a package are one for all, which its code keeps apart by the tenant of the call",
    },
    { id: "X40", words: "services by name: public, private, protected; a missing one is named with what there is" },
    { id: "X41", words: "services open in order, close in reverse, and say how they are" },
    { id: "X42", words: "database sessions that commit on success and roll back on failure" },
    { id: "X43", words: "a cache with times to live, lists, and get-or-set; in memory or in Redis" },
    { id: "X44", words: "jobs by interval, date or cron; missed times coalesce, one runner among many hosts" },
    { id: "X45", words: "events with priorities, patterns, once, results, sequential delivery with stop and cancel" },
    { id: "X46", words: "filters: listeners in order, each may replace the value" },
    { id: "X47", words: "the host's own events: booted, reloaded, unloaded, state changed, services registered" },
    {
      id: "X48",
      words:
        "trusted in the process, or sandboxed in a child; with `ephemeral`, in either, an instance of its class for each call, which needs no pool; variables of its modules stay",
    },
    {
      id: "X49",
      words: "a sandboxed process has little around it, is limited, pinged, and started again when it falls",
    },
    { id: "X50", words: "files only where a plugin may: denied first, then allowed; links and `..` resolved" },
    { id: "X51", words: "a scan of the code before it loads names what is forbidden" },
    { id: "X52", words: "`plugin.sig` is verified; unsigned trusted code can be refused" },
    { id: "X53", words: "health checks that plugins register; the worst counts" },
    { id: "X54", words: "structured logs, counters and times for each action, spans, Prometheus" },
    { id: "X55", words: "a configuration file with variables, and overrides from the environment" },
    { id: "X56", words: "commands to make, link, install, load, call, scan and update plugins; none signs them" },
    {
      id: "X57",
      words: "a marketplace to browse, search and rate",
      leftOut: "a registry has search, pages and an API of its own; nobody rates packages",
    },
    { id: "X58", words: "a host for tests: boot it, call it, ask it over HTTP" },
  ],
};
