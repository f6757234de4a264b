import type { Dashboard } from '../../dashboards/dashboard-source.ts';
import type { Plan } from '../../plan.ts';
import type { AnnotationJson } from './grafana-json.ts';
import { dataSource } from './variables.ts';

/** What is marked on every graph: new versions of services, and alerts while they fire. */
export function annotations(dashboard: Dashboard, { q, monitoring }: Plan): AnnotationJson[] {
  const has = (name: string): boolean => dashboard.variables.some((each) => each.name === name);
  const environment = has('environment')
    ? '=~"$environment"'
    : `="${monitoring.targets.environment}"`;
  const service = has('service') ? `, ${q.label('service.name')}=~"$service"` : '';
  const selector = `${q.label('deployment.environment.name')}${environment}${service}`;
  const versions = (offset: string) =>
    `count by (${q.byService('service.version')}) (${q.metric('process.uptime')}{${selector}}${offset})`;
  const shared = {
    datasource: dataSource('prometheus'),
    enable: true,
    hide: false,
    step: '60s',
  };
  return [
    {
      ...shared,
      name: 'Deployments',
      iconColor: 'blue',
      // A version that was not there a quarter of an hour ago: a restart is none, a return to an older version is one.
      expr: `${versions('')} unless ${versions(' offset 15m')}`,
      titleFormat: `{{${q.label('service.name')}}} {{${q.label('service.version')}}}`,
      textFormat: 'A new version runs.',
      tagKeys: q.label('service.version'),
    },
    {
      ...shared,
      name: 'Alerts',
      iconColor: 'red',
      expr: `max by (alertname, severity, ${q.label('service.name')}) (ALERTS{alertstate="firing", alertname!="Watchdog", escalation=""${service}})`,
      titleFormat: '{{alertname}}',
      textFormat: `{{${q.label('service.name')}}}`,
      tagKeys: 'severity',
    },
  ];
}
