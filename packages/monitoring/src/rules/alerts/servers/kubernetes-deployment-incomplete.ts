import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { reads } from './server.ts';

const BY = ['deployment.environment.name', 'k8s.namespace.name', 'k8s.deployment.name'];

export const kubernetesDeploymentIncomplete: AlertSource = {
  name: 'KubernetesDeploymentIncomplete',
  area: 'servers',
  severity: 'ticket',
  per: 'platform',
  isWanted: (context) => reads(context, 'kubernetes-cluster'),
  for: '15m',
  labels: BY,
  summary:
    '{{ $labels.k8s_namespace_name }}/{{ $labels.k8s_deployment_name }} lacks {{ $value }} pods',
  description:
    'Deployment {{ $labels.k8s_deployment_name }} has had {{ $value }} available pods fewer than it wants for a quarter of an hour.',
  dashboard: 'servers',
  runbook: {
    meaning:
      'Pods are wanted and not available: they wait for a node, cannot start, or are not ready.',
    impact: 'Less capacity; with the last pod, the service is down.',
    diagnosis: [
      {
        step: 'Ask what holds them up: `kubectl get pods`, then `kubectl describe pod` of one that is not ready.',
      },
      {
        step: 'Pending: see whether nodes are ready and have room.',
        query: ({ q, scope }) =>
          `min by (${q.label('k8s.node.name')}) (${q.metric('k8s.node.condition_ready')}{${scope.selector}})`,
      },
      {
        step: 'Running, not ready: see which health check fails.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.health.check.name')}) (${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="fail"})`,
      },
    ],
    mitigation: [
      'A deployment that does not come up: `kubectl rollout undo`.',
      'No room: add a node, or lower requests that are too high.',
      'An image that cannot be pulled: its name or the registry’s secret is wrong.',
    ],
    escalation: 'The owners of the workload.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) => `(
  max by (${q.labels(...BY)}) (${q.metric('k8s.deployment.desired')}{${scope.selector}})
  - max by (${q.labels(...BY)}) (${q.metric('k8s.deployment.available')}{${scope.selector}})
) > 0`,
  tests: (context) => {
    const deployment = {
      'k8s.namespace.name': 'forecasts',
      'k8s.deployment.name': 'forecast-api',
    };
    const of = { 'service.name': 'kubernetes', ...deployment };
    return [
      {
        name: 'fires when a pod is missing for a quarter of an hour',
        input: [
          series(context, 'k8s.deployment.desired', of, '3x60'),
          series(context, 'k8s.deployment.available', of, '3x10 2x50'),
        ],
        alerts: [
          { at: '20m', firing: [] },
          { at: '30m', firing: [environmentLabels(context, deployment)] },
        ],
      },
      {
        name: 'is silent while a deployment is rolled out',
        input: [
          series(context, 'k8s.deployment.desired', of, '3x60'),
          series(context, 'k8s.deployment.available', of, '3x10 2x5 3x45'),
        ],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
