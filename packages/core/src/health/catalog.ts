import { defineCatalog } from '../catalog/define-catalog.ts';
import { HEALTH_STATUSES } from './health-status.ts';

/** What health checks tell about the service. */
export const healthCatalog = defineCatalog({
  name: '@fluxora/telemetry-core/health',
  version: '0.1.0',
  attributes: {
    'fluxora.health.check.name': {
      type: 'string',
      maxValues: 200,
      description: 'Name of the check, as it was defined.',
    },
    'fluxora.health.check.critical': {
      type: 'boolean',
      description: 'Whether the service is down without what the check looks at.',
    },
    'fluxora.health.status': {
      values: HEALTH_STATUSES,
      description: 'State of the check or probe.',
    },
    'fluxora.health.previous_status': {
      values: HEALTH_STATUSES,
      description: 'State that was told before. Absent when none was.',
    },
    'fluxora.health.probe': {
      values: ['startup', 'liveness', 'readiness'],
      description: 'What is asked: has it started, must it be restarted, may it get work.',
    },
    'fluxora.health.output': {
      type: 'string',
      description: 'Why, in the words of the check or its error, secrets masked.',
    },
    'fluxora.health.changes': {
      type: 'int',
      description: 'Changes since the event before, this one included: more than 1 means flapping.',
    },
  },
  signals: {
    status: {
      name: 'fluxora.health.status',
      kind: 'observableUpDownCounter',
      unit: '{check}',
      description: 'State of a health check: 1 for the state that it is in, 0 for the others.',
      stability: 'development',
      requirement: 'required',
      maxSeries: 601,
      attributes: { 'fluxora.health.check.name': 'required', 'fluxora.health.status': 'required' },
    },
    probeStatus: {
      name: 'fluxora.health.probe.status',
      kind: 'observableUpDownCounter',
      unit: '{probe}',
      description: 'State of a probe: 1 for the state that it is in, 0 for the others.',
      stability: 'development',
      attributes: { 'fluxora.health.probe': 'required', 'fluxora.health.status': 'required' },
    },
    checkDuration: {
      name: 'fluxora.health.check.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration of one run of a health check, time-outs included.',
      stability: 'development',
      requirement: 'required',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      maxSeries: 601,
      attributes: { 'fluxora.health.check.name': 'required', 'fluxora.health.status': 'required' },
    },
    changed: {
      name: 'fluxora.health.changed',
      kind: 'event',
      severity: 'warn',
      description: 'A health check went to another state, to or from failing.',
      stability: 'development',
      attributes: {
        'fluxora.health.check.name': 'required',
        'fluxora.health.check.critical': 'required',
        'fluxora.health.status': 'required',
        'fluxora.health.previous_status': 'recommended',
        'fluxora.health.output': 'recommended',
        'fluxora.health.changes': 'required',
      },
    },
  },
});
