import type { System } from "../capability.ts";

export const threebot: System = {
  name: "ThreeBot",
  capabilities: [
    { id: "T1", words: "a package's actors, chatflows, models, wiki and sites are found by their folders" },
    { id: "T2", words: "`package.toml` names the package, its author and its stores" },
    { id: "T3", words: "`disable_crud` leaves out the generated actors" },
    { id: "T4", words: "`prepare`, `install`, `start`, `stop` and `uninstall` of a package, all optional" },
    { id: "T5", words: "a package's code knows its folder, its host and its store" },
    { id: "T6", words: "arguments of an installation are kept, and readable from the package and its actors" },
    {
      id: "T7",
      words: "the states of a package from installed to running, disabled or failed; a failure leaves the server up",
    },
    { id: "T8", words: "required packages start first, and cannot be stopped or removed" },
    { id: "T9", words: "an actor that adds, starts, stops, reloads and removes packages, for administrators" },
    { id: "T10", words: "packages from git, with branch and folder in the address" },
    { id: "T11", words: "the same administration from a program" },
    { id: "T12", words: "what has not changed is not read again at a reload" },
    { id: "T13", words: "a new package from a scaffold" },
    { id: "T14", words: "pages about authors, packages and their contents" },
    { id: "T15", words: "the flat `package.toml` with static folders, servers and locations" },
    { id: "T16", words: "background services that run at an interval or by cron, never twice at once" },
    { id: "T20", words: "a file is an actor, its public methods are the API" },
    { id: "T21", words: "methods take named arguments that are validated, and say who may call them" },
    { id: "T22", words: "actors over HTTP by `GET` and `POST`, with their errors and statuses" },
    { id: "T23", words: "the older address `/gedis/http/<actor>/<method>`" },
    {
      id: "T24",
      words: "actors over gedis (RESP on TCP)",
      leftOut: "the protocol's own clients are gone; HTTP and WebSocket reach every actor",
    },
    { id: "T25", words: "actors over a WebSocket, one message a call" },
    { id: "T26", words: "methods, arguments and schemas can be listed; a client is made from them" },
    { id: "T27", words: "a session knows its user, and who is an administrator" },
  ],
};
