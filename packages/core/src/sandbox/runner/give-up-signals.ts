import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

/*
 * Loaded before everything else in the process that runs sandboxes. Node's permissions say nothing of other processes:
 * whatever code of the same user could do to them with a number and a name goes here, before that code is there.
 */

const ofProcess = ["kill", "_kill", "_debugProcess", "_debugEnd", "setuid", "setgid", "seteuid", "setegid"];

for (const name of ofProcess) Reflect.deleteProperty(process, name);
Reflect.deleteProperty(os, "setPriority");
syncBuiltinESMExports();
