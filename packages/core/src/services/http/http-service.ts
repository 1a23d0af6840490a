import type { Agent } from "undici";

import { guardService } from "../guard-service.ts";
import type { OfferedService } from "../service-catalog.ts";
import { anyAgent, publicAgent } from "./address-guard.ts";
import { createPackageHttp } from "./package-http.ts";

/** The host's way to other servers, and how its connections are ended. */
export type HttpService = { readonly offered: OfferedService; readonly close: () => Promise<void> };

type Agents = { readonly publicAgent: Agent; readonly anyAgent: Agent };

/** Returns the way to other servers as a service. Connections to private addresses are never those that others use. */
export function httpService(): HttpService {
  let agents: Agents | undefined;
  return {
    offered: {
      provider: "host",
      connect(consumer) {
        agents ??= { publicAgent: publicAgent(), anyAgent: anyAgent() };
        return guardService(createPackageHttp({ consumer, ...agents }), consumer.assertUsable);
      },
    },
    async close() {
      await Promise.all([agents?.publicAgent.destroy(), agents?.anyAgent.destroy()]);
      agents = undefined;
    },
  };
}
