import { defineCatalog } from '../catalog/define-catalog.ts';
import { MAX_REGISTERS } from './sketch/hyper-log-log.ts';

/** The most features, and the most plans, that a usage definition declares. */
export const MAX_FEATURES = 200;
export const MAX_PLANS = 20;

/** Stands for a feature or plan that was not declared, as in OpenTelemetry's `http.request.method`. */
export const OTHER = '_OTHER';

/** 1 second to 8 hours. */
const SESSION_BUCKETS = [
  1, 5, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800,
] as const;

/** What a service tells about its use and its deployments. The service's own KPIs are in `declaredKpis()`. */
export const usageCatalog = defineCatalog({
  name: '@fluxora/telemetry-core/business',
  version: '0.1.0',
  attributes: {
    'fluxora.usage.feature': {
      type: 'string',
      maxValues: MAX_FEATURES + 1,
      description: `A feature declared with \`defineUsage\`; \`${OTHER}\` for one that was not.`,
    },
    'fluxora.usage.plan': {
      type: 'string',
      maxValues: MAX_PLANS + 1,
      description: `A plan declared with \`defineUsage\`; \`${OTHER}\` for one that was not; absent when none was given.`,
    },
    'fluxora.usage.sketch.register': {
      type: 'int',
      maxValues: MAX_REGISTERS,
      description: 'Which register of the HyperLogLog sketch, from 0.',
    },
    'fluxora.usage.sketch.size': {
      type: 'int',
      maxValues: 7,
      description: 'How many registers the sketch has. Only sketches of one size can be merged.',
    },
    'service.version': { type: 'string', description: 'Version that was deployed.' },
    'vcs.ref.head.revision': { type: 'string', description: 'Commit that was deployed.' },
    'vcs.ref.head.name': { type: 'string', description: 'Branch or tag that was deployed.' },
    'deployment.environment.name': {
      type: 'string',
      description: 'Environment that it was deployed to.',
    },
    'deployment.id': { type: 'string', description: 'Id of the deployment.' },
    'deployment.name': { type: 'string', description: 'Name of the deployment.' },
    'deployment.status': {
      values: ['succeeded', 'failed'],
      description: 'How the deployment ended.',
    },
  },
  signals: {
    usageEvents: {
      name: 'fluxora.usage.events',
      kind: 'counter',
      unit: '{event}',
      description: 'How often features were used.',
      stability: 'development',
      attributes: { 'fluxora.usage.feature': 'required', 'fluxora.usage.plan': 'recommended' },
    },
    sessionDuration: {
      name: 'fluxora.usage.session.duration',
      kind: 'histogram',
      unit: 's',
      description: 'How long sessions lasted.',
      stability: 'development',
      buckets: SESSION_BUCKETS,
      attributes: { 'fluxora.usage.plan': 'recommended' },
    },
    distinctUsersRank: {
      name: 'fluxora.usage.distinct_users.rank',
      kind: 'observableGauge',
      unit: '{rank}',
      description:
        'Registers of a HyperLogLog sketch of the users seen lately. Merge them by their maximum; `distinctUsersRules` ' +
        'makes the rules that count users.',
      stability: 'development',
      requirement: 'opt_in',
      attributes: {
        'fluxora.usage.sketch.register': 'required',
        'fluxora.usage.sketch.size': 'required',
        'fluxora.usage.feature': 'opt_in',
        'fluxora.usage.plan': 'opt_in',
      },
    },
    deployment: {
      name: 'fluxora.deployment',
      kind: 'event',
      severity: 'info',
      description: 'A version of the service began to run: a mark for dashboards.',
      stability: 'development',
      attributes: {
        'service.version': 'recommended',
        'vcs.ref.head.revision': 'recommended',
        'vcs.ref.head.name': 'opt_in',
        'deployment.environment.name': 'recommended',
        'deployment.id': 'opt_in',
        'deployment.name': 'opt_in',
        'deployment.status': 'opt_in',
      },
    },
  },
});
