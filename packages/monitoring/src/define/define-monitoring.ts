import { TelemetryError } from '@fluxora/telemetry-core';
import { formatProblem } from '../problems.ts';
import { defaultThresholds } from '../rules/thresholds.ts';
import { checkDefinition } from './check-definition.ts';
import type { Monitoring, MonitoringDefinition } from './monitoring.ts';
import { DEFAULT_ADDRESSES } from './targets.ts';

/**
 * Checks a definition and fills in every default.
 *
 * @throws TelemetryError with code `monitoring.invalid` that lists every problem.
 */
export function defineMonitoring(definition: MonitoringDefinition): Monitoring {
  const checked = checkDefinition(definition);
  if (checked.problems.length > 0) {
    throw new TelemetryError('monitoring.invalid', checked.problems.map(formatProblem));
  }
  return withDefaults(checked.definition);
}

function withDefaults(definition: MonitoringDefinition): Monitoring {
  const { targets = {} } = definition;
  const grafanaUrl = targets.grafanaUrl ?? 'http://localhost:3000';
  return {
    name: definition.name ?? 'fluxora',
    services: definition.services,
    slos: definition.slos ?? [],
    teams: definition.teams,
    receivers: definition.receivers,
    oncall: definition.oncall ?? {},
    muteWindows: definition.muteWindows ?? [],
    targets: {
      ingest: targets.ingest ?? 'prometheus-otlp',
      environment: targets.environment ?? 'production',
      grafanaUrl,
      runbookUrl: targets.runbookUrl ?? 'http://localhost:8080/runbooks',
      alertmanagerUrl: targets.alertmanagerUrl ?? 'http://localhost:9093',
      deadMansSwitch: targets.deadMansSwitch,
      platformTeam: targets.platformTeam ?? definition.teams[0]?.name ?? '',
      smtp: targets.smtp,
      collector: {
        receivers: targets.collector?.receivers ?? [],
        mode: targets.collector?.mode ?? 'single',
        replicas: targets.collector?.replicas ?? 1,
      },
      addresses: { ...DEFAULT_ADDRESSES, ...targets.addresses },
      traceShare: targets.traceShare ?? 0.1,
      retentionDays: { metrics: 30, logs: 14, traces: 7, ...targets.retentionDays },
      intervals: { exportSeconds: 60, evaluationSeconds: 30, ...targets.intervals },
    },
    thresholds: { ...defaultThresholds, ...definition.thresholds },
    catalogs: definition.catalogs ?? [],
    foreign: definition.foreign ?? [],
    alerts: definition.alerts ?? [],
    recording: definition.recording ?? [],
    dashboards: definition.dashboards ?? [],
    today: definition.today ?? new Date().toISOString().slice(0, 10),
  };
}
