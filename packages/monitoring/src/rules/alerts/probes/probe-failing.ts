import type { AlertSource } from '../../alert-source.ts';

/** Asked from outside, so that it also tells when everything inside looks well: DNS, certificates, proxies, a process that hangs. */
export const probeFailing: AlertSource = {
  name: 'ProbeFailing',
  area: 'probes',
  severity: 'page',
  isWanted: ({ monitoring }) => monitoring.services.some(({ url }) => url !== undefined),
  for: '3m',
  labels: ['service_name', 'instance', 'probe_route'],
  summary: '{{ $labels.service_name }} does not answer {{ $labels.probe_route }} from outside',
  description:
    'The probe of {{ $labels.instance }} has failed for three minutes. When the service itself says that it is well, look at what stands between: name resolution, proxy, certificate, network.',
  dashboard: 'overview',
  inhibits: [{ alert: 'HealthCheckFailing', equal: ['service_name'] }],
  expr: ({ q, scope }) => {
    const names = scope.services.map(({ name }) => name).join('|');
    return `${q.metric('probe_success')}{${q.label('service.name')}=~"${names}"} == 0`;
  },
  runbook: {
    meaning:
      'The blackbox exporter asks `/readyz` and the routes of the definition every half minute, as a client would. It got no answer, another status than 2xx, or a health status other than pass or warn.',
    impact:
      'Clients very likely get no answer either. Where only one route fails, only its users notice.',
    diagnosis: [
      {
        step: 'Which targets fail, and since when: all of a service, or one route?',
        query: ({ q }) => `${q.metric('probe_success')} == 0`,
      },
      {
        step: 'What status came back. 0 means no answer at all; 503 that the service says itself that it is not ready.',
        query: ({ q }) => q.metric('probe_http_status_code'),
      },
      {
        step: 'Ask by hand from where Prometheus runs: `npx fluxora-telemetry health <url>/readyz` names the check that fails.',
      },
    ],
    mitigation: [
      '503 with a failing check: follow the runbook of what the check looks at (HealthCheckFailing).',
      'No answer, while the service answers from inside: proxy, certificate or name resolution; undo the last change there.',
      'No answer from inside either: restart the replica; when that does not help, roll the last deployment back.',
    ],
    escalation: 'To the team that owns the network when the service answers from inside.',
    reviewed: '2026-11-22',
  },
  tests: ({ q, scope }) => {
    const [service] = scope.services;
    const series = `${q.metric('probe_success')}{service_name="${service?.name}", team="${scope.team.name}", instance="http://x/readyz", module="ready", probe_route="/readyz"}`;
    const firing = {
      service_name: service?.name ?? '',
      instance: 'http://x/readyz',
      module: 'ready',
      probe_route: '/readyz',
    };
    return [
      {
        name: 'fires when a probe fails for three minutes',
        input: [{ series, values: '1 1 0x8' }],
        alerts: [
          { at: '4m', firing: [] },
          { at: '6m', firing: [firing] },
        ],
      },
      {
        name: 'a probe that fails once is no alert',
        input: [{ series, values: '1 0 1x10' }],
        alerts: [{ at: '8m', firing: [] }],
      },
    ];
  },
};
