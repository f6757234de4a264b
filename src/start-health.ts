import { health, type Providers } from '@fluxora/telemetry-core';
import type { Settings } from './options/settings.ts';

/** Tells the process-wide health who it is the health of, and where its metrics go. @returns Takes it back. */
export function startHealth({ service }: Settings, providers: Providers): () => void {
  return health.configure({
    providers,
    service: {
      serviceId: service.name,
      ...(service.version !== undefined && { releaseId: service.version }),
    },
  });
}

/**
 * Has the collections of metrics from now on tell what health checks found before, and ask none: at the end of a program
 * what they ask is closed already, and that is no outage. @returns Takes it back.
 */
export function restHealthChecks(): () => void {
  return health.configure({ onCollect: false });
}
