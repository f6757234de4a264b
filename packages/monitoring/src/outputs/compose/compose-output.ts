import type { Monitoring } from '../../define/monitoring.ts';
import type { Output } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { collector } from './collector.ts';
import type { ComposeService } from './compose-service.ts';
import { alertmanagerSecrets } from './secrets.ts';
import { alerting, grafana, metricStore, recordsAndTraces } from './servers.ts';
import { ownServices } from './services.ts';

/** The whole stack on one machine. Fleets of Collectors are for Kubernetes: with another mode than "single" there is no file. */
export const composeOutput: Output = {
  name: 'compose',
  files: ({ monitoring }) =>
    monitoring.targets.collector.mode === 'single'
      ? [
          yamlFile('compose.yaml', composeFile(monitoring), {
            comment: comment(monitoring),
          }),
        ]
      : [],
};

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export function composeFile(monitoring: Monitoring): ComposeFile {
  const stores = metricStore(monitoring);
  const services = {
    collector: collector(monitoring),
    ...stores,
    ...alerting(monitoring),
    ...recordsAndTraces(monitoring),
    ...grafana(
      monitoring,
      Object.keys(stores).filter((name) => stores[name]?.healthcheck !== undefined),
    ),
    ...ownServices(monitoring),
  };
  return {
    name: `${monitoring.name}-monitoring`,
    services,
    volumes: Object.fromEntries(namedVolumes(services).map((name) => [name, {}])),
    secrets: Object.fromEntries(
      ['grafana-admin-password', ...alertmanagerSecrets(monitoring).map(({ name }) => name)].map(
        (name) => [name, { file: `./secrets/${name}` }],
      ),
    ),
  };
}

function namedVolumes(services: ComposeFile['services']): string[] {
  const sources = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.map((volume) => volume.split(':', 1)[0] ?? ''),
  );
  return [...new Set(sources)].filter((source) => /^\w/.test(source)).toSorted();
}

function comment(monitoring: Monitoring): string {
  const secrets = [
    'grafana-admin-password',
    ...alertmanagerSecrets(monitoring).map(({ name }) => name),
  ];
  return [
    'docker compose up -d',
    `It needs, beside this file: ${secrets.map((name) => `secrets/${name}`).join(', ')}.`,
    `Grafana: ${monitoring.targets.grafanaUrl}. Services send OTLP to http://localhost:4318.`,
  ].join('\n');
}
