import { parse } from 'yaml';
import type { Plan } from '../../plan.ts';
import { ruleFiles } from '../prometheus/rule-files.ts';
import type { CollectorPart } from './collector-manifests.ts';
import { labelsOf, selectorOf, type Manifest } from './manifest.ts';

/** For clusters with the Prometheus Operator: what it scrapes, and the rules. */
export function operatorManifests(
  plan: Plan,
  collectors: readonly CollectorPart[],
): readonly Manifest[] {
  const { monitoring } = plan;
  const interval = `${monitoring.targets.intervals.evaluationSeconds}s`;
  const monitors = collectors.map(({ name }): Manifest => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, labels: labelsOf(name, monitoring.name) },
    spec: {
      selector: { matchLabels: selectorOf(name) },
      endpoints: [
        // Its series say themselves whose they are.
        { port: 'telemetry', interval, honorLabels: true },
        ...(monitoring.targets.ingest === 'collector-scrape'
          ? [{ port: 'exporter', interval, honorLabels: true }]
          : []),
      ],
    },
  }));
  const groups = ruleFiles(plan).flatMap(
    ({ content }) => (parse(content) as { groups: unknown[] }).groups,
  );
  return [
    ...monitors,
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: monitoring.name, labels: labelsOf(monitoring.name, monitoring.name) },
      spec: { groups },
    },
  ];
}
