import type { MonitoringDefinition } from '@fluxora/telemetry-monitoring';

type Service = MonitoringDefinition['services'][number];
import { platform } from '../../../../monitoring.config.ts';

/** As in `deployment.environment.name` of the running services. */
export const ENVIRONMENT = 'live';

export interface LiveAddresses {
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly collectorTelemetry: string;
  readonly postgres: string;
  readonly postgresExporter: string;
  readonly redis: string;
  readonly webhookUrl: string;
  readonly smtp: string;
}

/**
 * The definition of the repository, on loopback: every receiver that is no mail posts to a path of its own of one sink, mails go to
 * another, and what is measured in seconds or days is as much shorter as the drill is faster.
 */
export function liveDefinition(live: LiveAddresses): MonitoringDefinition {
  const receivers = Object.entries(platform.receivers).map(([name, receiver]) => [
    name,
    receiver.kind === 'email' ? receiver : { kind: 'webhook', url: `${live.webhookUrl}/${name}` },
  ]);
  return {
    ...platform,
    services: platform.services.map((service) => ({
      ...withoutUrl(service),
      replicas: 1,
    })),
    receivers: Object.fromEntries(receivers) as MonitoringDefinition['receivers'],
    muteWindows: [],
    targets: {
      ...platform.targets,
      environment: ENVIRONMENT,
      smtp: { host: live.smtp, from: 'alerts@fluxora.example', requireTls: false },
      addresses: {
        prometheus: live.prometheus,
        alertmanager: live.alertmanager,
        collectorTelemetry: live.collectorTelemetry,
      },
      collector: {
        receivers: [
          { kind: 'host' },
          { kind: 'postgresql', endpoint: live.postgres, exporter: live.postgresExporter },
          { kind: 'redis', endpoint: live.redis },
        ],
      },
    },
  };
}

/** Nobody probes from outside here: there is no blackbox exporter in the drill. */
function withoutUrl({ url: _url, routes: _routes, ...service }: Service): Service {
  return service;
}
