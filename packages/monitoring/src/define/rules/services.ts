import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { Service } from '../service.ts';
import { repeated } from './texts.ts';

/** Services: names that do not clash, a team that exists, probes that have an address. */
export function servicesRule({ services, teams }: MonitoringDefinition): readonly Problem[] {
  const known = teams.map(({ name }) => name);
  return [
    ...(services.length === 0
      ? [{ place: 'services', message: 'there is no service. Declare at least one.' }]
      : []),
    ...repeated(services.map(({ name }) => name)).map((name) => ({
      place: `services/${name}`,
      message: 'is declared twice. Declare it once.',
    })),
    ...services.flatMap((service) =>
      messagesOf(service, known).map((message) => ({ place: `services/${service.name}`, message })),
    ),
  ];
}

function messagesOf(service: Service, teams: readonly string[]): string[] {
  const { name, team, url, routes = [], schedules = [], emits } = service;
  return [
    // It stands in patterns of queries, in file names and in addresses.
    ...(/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(name)
      ? []
      : [`the name "${name}" is not as service.name should be. Write it as in "forecast-api".`]),
    ...(teams.includes(team)
      ? []
      : [`team "${team}" is not declared. Use one of ${teams.join(', ') || 'teams'}.`]),
    ...(routes.length > 0 && url === undefined
      ? ['has routes but no url to reach them by. Give it a url.']
      : []),
    ...(schedules.length > 0 && !emits.includes('jobs')
      ? ['has schedules but does not emit jobs. Add "jobs" to emits, or remove the schedules.']
      : []),
    ...routes
      .filter(({ path }) => !path.startsWith('/'))
      .map(({ path }) => `path "${path}" does not begin with "/". Write it as in "/sites".`),
    ...repeated(emits).map((area) => `emits "${area}" twice. Name it once.`),
    ...repeated(schedules).map((schedule) => `names schedule "${schedule}" twice. Name it once.`),
  ];
}
