import { ALERT_SOURCES } from '../../rules/alerts/index.ts';
import { RECORDING_SOURCES } from '../../rules/recording/index.ts';
import { DASHBOARD_SOURCES } from '../../dashboards/index.ts';
import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import { isKebabCase, repeated } from './texts.ts';

interface Named {
  readonly name: string;
}

/** Sources of the user's own: no two of a name, not even one of ours. */
export function sourcesRule(definition: MonitoringDefinition): readonly Problem[] {
  const { alerts = [], recording = [], dashboards = [] } = definition;
  return [
    ...twice('alerts', [...ALERT_SOURCES, ...alerts]),
    ...twice('recording', [...RECORDING_SOURCES, ...recording]),
    ...twice('dashboards', [...DASHBOARD_SOURCES, ...dashboards]),
    ...notKebabCase('recording', recording),
    ...notKebabCase('dashboards', dashboards),
    ...alerts
      .filter(({ area }) => !isKebabCase(area))
      .map(({ name, area }) => ({
        place: `alerts/${name}`,
        message: `area "${area}" is not kebab-case. Write it as in "jobs".`,
      })),
  ];
}

function twice(kind: string, sources: readonly Named[]): Problem[] {
  return repeated(sources.map(({ name }) => name)).map((name) => ({
    place: `${kind}/${name}`,
    message: 'exists twice. Give one of the two another name.',
  }));
}

function notKebabCase(kind: string, sources: readonly Named[]): Problem[] {
  return sources
    .filter(({ name }) => !isKebabCase(name))
    .map(({ name }) => ({
      place: `${kind}/${name}`,
      message: `the name "${name}" is not kebab-case. Write it as in "service-errors".`,
    }));
}
