/**
 * The platform that `npm run monitoring -- generate` makes `monitoring/` from: the three example services, who is told when, and where
 * everything runs. Copy it and change the names.
 */
import { defineMonitoring, type MonitoringDefinition } from '@fluxora/telemetry-monitoring';
import { forecastCatalog } from './examples/forecast-api/src/catalog.js';
import { declaredKpis } from '@fluxora/telemetry-core';
import { workerCatalog } from './examples/forecast-worker/src/catalog.js';

// Loaded for the KPIs that it declares.
await import('./examples/forecast-api/src/kpis.js');

const secret = (name: string): { readonly file: string } => ({
  file: `/etc/alertmanager/secrets/${name}`,
});

export const platform: MonitoringDefinition = {
  services: [
    {
      name: 'forecast-api',
      team: 'platform',
      summary: 'Hands out forecasts: without it traders and grid operators see none.',
      emits: ['http', 'usage', 'caches', 'pools'],
      url: 'http://forecast-api:3000',
      routes: [
        { path: '/sites' },
        {
          path: '/sites/hamburg/forecasts/wind?horizon=PT24H',
          route: '/sites/:site/forecasts/:variable',
        },
        { path: '/portfolio/load?horizon=PT24H', route: '/portfolio/:variable' },
      ],
      replicas: 2,
      container: { image: 'fluxora/forecast-api:0.1.0', port: 3000 },
    },
    {
      name: 'forecast-worker',
      team: 'forecasting',
      summary: 'Makes the day-ahead forecasts of every site at night and publishes them.',
      emits: ['http', 'jobs', 'databases'],
      url: 'http://forecast-worker:3001',
      routes: [{ path: '/jobs' }],
      schedules: ['nightly-forecast'],
      container: { image: 'fluxora/forecast-worker:0.1.0', port: 3001 },
    },
    {
      name: 'forecast-model',
      team: 'forecasting',
      summary: 'Serves the load model, scores it when the actuals come, and trains it anew.',
      emits: ['http', 'serving', 'forecasts', 'drift', 'training'],
      url: 'http://forecast-model:3002',
      routes: [{ method: 'POST', path: '/forecasts', body: { hours: 24 } }],
      container: { image: 'fluxora/forecast-model:0.1.0', port: 3002 },
    },
  ],
  slos: [
    {
      name: 'forecast-api-availability',
      service: 'forecast-api',
      description: 'Requests are answered without a server error.',
      indicator: { kind: 'http-availability' },
      objective: 0.999,
    },
    {
      name: 'forecast-latency',
      service: 'forecast-api',
      description: 'Forecasts are handed out within a quarter of a second.',
      indicator: { kind: 'http-latency', seconds: 0.25, route: '/sites/:site/forecasts/:variable' },
      objective: 0.99,
    },
    {
      name: 'forecast-jobs',
      service: 'forecast-worker',
      description: 'The jobs of the night end well.',
      indicator: { kind: 'job-success' },
      objective: 0.99,
    },
    {
      name: 'inference-success',
      service: 'forecast-model',
      description: 'The model answers.',
      indicator: { kind: 'inference-success' },
      objective: 0.995,
      periodDays: 28,
    },
  ],
  teams: [
    {
      name: 'platform',
      page: ['platform-pager', 'platform-sms'],
      ticket: ['platform-chat', 'platform-mail'],
      escalation: [
        { after: '30m', receivers: ['lead-sms'] },
        { after: '2h', receivers: ['management-mail'] },
      ],
      rotation: 'platform',
    },
    {
      name: 'forecasting',
      page: ['forecasting-pager'],
      ticket: ['forecasting-chat', 'forecasting-mail'],
      escalation: [{ after: '1h', receivers: ['management-mail'] }],
    },
  ],
  receivers: {
    'platform-pager': { kind: 'pagerduty', routingKey: secret('pagerduty-platform') },
    'platform-sms': { kind: 'sms', phoneNumber: '+34600000001', region: 'eu-south-2' },
    'platform-chat': { kind: 'slack', channel: '#platform', webhook: secret('slack') },
    'platform-mail': { kind: 'email', to: ['platform@fluxora.example'] },
    'forecasting-pager': { kind: 'webhook', url: secret('forecasting-pager') },
    'forecasting-chat': { kind: 'msteams', webhook: secret('msteams') },
    'forecasting-mail': { kind: 'email', to: ['forecasting@fluxora.example'] },
    'lead-sms': { kind: 'sms', phoneNumber: '+34600000002', region: 'eu-south-2' },
    'management-mail': { kind: 'email', to: ['management@fluxora.example'] },
    'dead-mans-switch': { kind: 'webhook', url: secret('dead-mans-switch') },
  },
  oncall: {
    platform: {
      timeZone: 'Europe/Madrid',
      start: '2026-01-05',
      people: [
        { id: 'ana', name: 'Ana García', email: 'ana@fluxora.example', pagerDutyUser: 'PANA001' },
        { id: 'bo', name: 'Bo Lindqvist', email: 'bo@fluxora.example', pagerDutyUser: 'PBO0001' },
        { id: 'chen', name: 'Chen Wei', email: 'chen@fluxora.example', pagerDutyUser: 'PCHEN01' },
      ],
      shifts: [
        { people: ['ana', 'bo', 'chen'], from: '08:00', to: '20:00' },
        { people: ['bo', 'chen', 'ana'], from: '20:00', to: '08:00' },
      ],
      overrides: [{ person: 'chen', from: '2026-12-24T08:00', to: '2026-12-25T08:00' }],
    },
  },
  muteWindows: [
    {
      name: 'database-maintenance',
      timeZone: 'Europe/Madrid',
      days: ['sunday'],
      from: '23:30',
      to: '00:30',
    },
  ],
  targets: {
    deadMansSwitch: 'dead-mans-switch',
    platformTeam: 'platform',
    smtp: { host: 'smtp.fluxora.example:587', from: 'alerts@fluxora.example' },
    collector: {
      receivers: [
        { kind: 'host' },
        { kind: 'docker' },
        { kind: 'postgresql', endpoint: 'postgres:5432', databases: ['forecasts'] },
        { kind: 'redis', endpoint: 'redis:6379' },
        { kind: 'container-logs' },
      ],
    },
  },
  catalogs: [forecastCatalog, workerCatalog, declaredKpis()],
};

export default defineMonitoring(platform);
