import { health, type Providers } from '@fluxora/telemetry-core';
import type { Settings } from './options/settings.ts';

/** Tells the process-wide health who it is the health of, and where its metrics go. @returns Lets go of the providers. */
export function startHealth({ service }: Settings, providers: Providers): () => void {
  health.configure({
    providers,
    service: {
      serviceId: service.name,
      ...(service.version !== undefined && { releaseId: service.version }),
    },
  });
  // To whatever is registered later.
  return () => health.configure({ providers: {} });
}
